package io.fss.registry;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static io.fss.registry.RegistryFixture.beat;
import static io.fss.registry.RegistryFixture.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.bus.v1.Violation;
import io.fss.proto.v1.DeregisterRequest;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.JobDeclaration;
import io.fss.proto.v1.Mode;
import io.fss.proto.v1.RegisterReply;
import io.fss.proto.v1.RegisterRequest;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(StoreKind.class)
final class RegistrationTest {
  @Parameter StoreKind kind;
  @TempDir Path folder;
  private RegistryFixture registry;

  @BeforeEach
  void open() {
    registry = new RegistryFixture(folder, kind).start();
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void a_client_is_told_its_session_and_the_intervals_and_is_shown_to_everybody() {
    // when
    RegisterReply reply = await(registry.ask(client("pod-1", "a").setNamespace("")));

    // then
    assertThat(reply.getSession()).matches("[0-9a-f]{32}");
    assertThat(reply.getHeartbeatIntervalMs()).isEqualTo(2_000);
    assertThat(reply.getOfflineAfterMs()).isEqualTo(10_000);
    assertThat(reply.getServerTimeAtMs()).isEqualTo(registry.clock.millis());
    ClientInfo shown = registry.shown(reply.getSession()).orElseThrow();
    assertThat(shown.getNamespace()).isEqualTo("default");
    assertThat(shown.getOnline()).isTrue();
    assertThat(shown.getCapacity()).isEqualTo(4);
    assertThat(shown.getJobs(0).getName()).isEqualTo("bill");
    assertThat(shown.getEdge()).as("nobody holds its stream yet").isEmpty();
    assertThat(shown.getPeer()).isEqualTo("10.0.0.7");
  }

  @Test
  void the_same_incarnation_resumes_its_session_even_after_the_platform_forgot_everything() {
    // given
    String session = registry.register("pod-1", "a");
    registry.beats(session, 41);

    // when
    registry.loseEverything();
    Throwable unknown = failure(registry.heartbeat(beat(session, 42)));
    String resumed = registry.register("pod-1", "a");

    // then
    assertThat(unknown).isInstanceOfSatisfying(Refusal.class, RegistrationTest::isNotFound);
    assertThat(resumed).isEqualTo(session);
    assertThat(registry.beats(session, 42).getCounter()).isEqualTo(42);
  }

  @Test
  void registering_again_changes_what_is_shown_and_keeps_the_counter() {
    // given
    String session = registry.register("pod-1", "a");
    registry.beats(session, 5);

    // when
    RegisterRequest.Builder more =
        client("pod-1", "a").addJobs(JobDeclaration.newBuilder().setName("ship"));
    await(registry.ask(more));

    // then
    ClientInfo shown = registry.shown(session).orElseThrow();
    assertThat(shown.getJobsCount()).isEqualTo(2);
    assertThat(shown.getCounter()).isEqualTo(5);
  }

  @Test
  void a_new_incarnation_replaces_the_old_one_which_is_renewed_no_more_but_still_observed() {
    // given
    String old = registry.register("pod-1", "a");
    registry.beats(old, 3);
    registry.pass(Duration.ofSeconds(4));

    // when
    String young = registry.register("pod-1", "b");
    Throwable refused = failure(registry.heartbeat(beat(old, 4)));
    registry.pass(Duration.ofSeconds(1));

    // then
    assertThat(young).isNotEqualTo(old);
    assertThat(registry.view().getClientsList())
        .extracting(ClientInfo::getSession)
        .containsExactly(young);
    assertThat(refused)
        .isInstanceOfSatisfying(Refusal.class, RegistrationTest::isNotFound)
        .hasMessage(
            "session %s was replaced by a newer process of client default/shop/pod-1"
                .formatted(old));
    assertThat(registry.silence(old).getSilentMs()).isEqualTo(5_000);
    assertThat(registry.silence(old).getCounter()).isEqualTo(3);
  }

  @Test
  void two_live_processes_of_one_name_do_not_throw_each_other_out_for_ever() {
    // given
    String old = registry.register("pod-1", "a");
    String young = registry.register("pod-1", "b");

    // when
    Throwable refused = failure(registry.ask(client("pod-1", "a")));
    registry.pass(RegistryFixture.OFFLINE_AFTER);
    String back = registry.register("pod-1", "a");

    // then
    assertThat(refused)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.kind()).isEqualTo(Refusal.Kind.CONFLICT));
    assertThat(back).isEqualTo(old);
    assertThat(registry.shown(young)).isEmpty();
    assertThat(registry.beats(old, 1).getCounter()).isEqualTo(1);
  }

  @Test
  void a_client_that_got_the_address_of_another_one_is_not_taken_for_it() {
    // given
    Endpoint.Builder endpoint = Endpoint.newBuilder().setHost("10.0.0.9").setPort(7000);
    String gone =
        await(
                registry.ask(
                    client("pod-1", "a")
                        .setMode(Mode.MODE_DIRECT)
                        .setEndpoint(endpoint.setSecret("secret-of-the-first-one"))))
            .getSession();
    registry.beats(gone, 1);
    registry.pass(Duration.ofSeconds(4));

    // when
    String young =
        await(
                registry.ask(
                    client("pod-2", "a")
                        .setMode(Mode.MODE_DIRECT)
                        .setEndpoint(endpoint.setSecret("secret-of-the-second-one"))))
            .getSession();
    registry.pass(Duration.ofSeconds(5));
    registry.beats(young, 1);
    registry.pass(Duration.ofSeconds(1));

    // then
    assertThat(young).isNotEqualTo(gone);
    assertThat(registry.online(gone)).isFalse();
    assertThat(registry.silence(gone).getSilentMs()).isEqualTo(10_000);
    assertThat(registry.online(young)).isTrue();
    assertThat(registry.shown(gone).orElseThrow().getEndpoint().getSecret())
        .isEqualTo("secret-of-the-first-one");
  }

  @Test
  void a_process_that_is_started_anew_within_the_lease_works_while_the_old_one_is_still_observed() {
    // given
    String old = registry.register("pod-1", "a");
    registry.beats(old, 3);

    // when
    String young = registry.register("pod-1", "b");
    for (int counter = 1; counter <= 10; counter++) {
      registry.beats(young, counter);
      registry.pass(Duration.ofSeconds(3));
    }

    // then
    assertThat(registry.online(young)).isTrue();
    assertThat(registry.silence(young).getSilentMs()).isEqualTo(3_000);
    assertThat(registry.silence(old).getSilentMs()).isEqualTo(30_000);
    assertThat(registry.silence(old).getCounter()).isEqualTo(3);
  }

  @Test
  void every_invalid_field_is_named_with_its_rule_and_a_secret_is_not_repeated() {
    // given
    RegisterRequest.Builder wrong =
        RegisterRequest.newBuilder()
            .setNamespace("No Capitals")
            .setApp("a b")
            .setClient("x".repeat(129))
            .setIncarnation("short")
            .setMode(Mode.MODE_DIRECT)
            .setEndpoint(Endpoint.newBuilder().setHost("[::1]").setPort(70_000).setSecret("s3cr3t"))
            .setCapacity(0)
            .addJobs(JobDeclaration.newBuilder().setName("bill"))
            .addJobs(JobDeclaration.newBuilder().setName("bill").setCapacity(-1));
    for (int i = 0; i < 33; i++) {
      wrong.putLabels("label-" + i, "");
    }

    // when
    Throwable refused = failure(registry.ask(wrong));

    // then
    assertThat(refused)
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INVALID);
              assertThat(refusal.violations())
                  .extracting(Violation::getField)
                  .containsExactly(
                      "namespace",
                      "app",
                      "client",
                      "incarnation",
                      "endpoint.host",
                      "endpoint.port",
                      "endpoint.secret",
                      "capacity",
                      "labels",
                      "jobs[1].name",
                      "jobs[1].capacity");
              assertThat(refusal.violations()).noneMatch(v -> v.getValue().contains("s3cr3t"));
            });
    assertThat(registry.view().getClientsList()).isEmpty();
  }

  @Test
  void a_full_registry_refuses_newcomers_unless_somebody_offline_can_make_room() {
    // given
    registry.stop().with(RegistryFixture.options(2, "")).start();
    String first = registry.register("pod-1", "a");
    String second = registry.register("pod-2", "a");

    // when
    Throwable refused = failure(registry.ask(client("pod-3", "a")));
    registry.pass(Duration.ofSeconds(5));
    registry.beats(second, 1);
    registry.pass(Duration.ofSeconds(5));
    String third = registry.register("pod-3", "a");

    // then
    assertThat(refused)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.kind()).isEqualTo(Refusal.Kind.TOO_MANY));
    assertThat(registry.view().getClientsList())
        .extracting(ClientInfo::getSession)
        .containsExactlyInAnyOrder(second, third);
    assertThat(registry.silence(first).getSilentMs()).isEqualTo(10_000);
  }

  @Test
  void after_a_goodbye_the_session_is_gone_and_nothing_of_it_can_still_be_running() {
    // given
    String session = registry.register("pod-1", "a");
    registry.beats(session, 9);

    // when
    await(
        registry.bus.request(
            Channels.REGISTRY_DEREGISTER,
            DeregisterRequest.newBuilder().setSession(session).setReason("rollout").build()));

    // then
    assertThat(registry.view().getClientsList()).isEmpty();
    assertThat(registry.silence(session).getSilentMs()).isGreaterThan(Long.MAX_VALUE / 4);
    assertThat(failure(registry.heartbeat(beat(session, 10))))
        .isInstanceOfSatisfying(Refusal.class, RegistrationTest::isNotFound);
    registry.pass(Silences.REMEMBERED);
    assertThat(registry.silence(session).getSilentMs()).isZero();
  }

  @Test
  void a_replaced_process_that_says_goodbye_has_ended_too() {
    // given
    String old = registry.register("pod-1", "a");
    String young = registry.register("pod-1", "b");

    // when
    await(
        registry.bus.request(
            Channels.REGISTRY_DEREGISTER, DeregisterRequest.newBuilder().setSession(old).build()));

    // then
    assertThat(registry.silence(old).getSilentMs()).isGreaterThan(Long.MAX_VALUE / 4);
    assertThat(registry.silence(young).getSilentMs()).isZero();
    assertThat(registry.online(young)).isTrue();
  }

  private static void isNotFound(Refusal refusal) {
    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
  }
}
