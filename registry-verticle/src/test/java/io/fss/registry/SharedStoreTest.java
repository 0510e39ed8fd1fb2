package io.fss.registry;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static io.fss.registry.RegistryFixture.beat;
import static io.fss.registry.RegistryFixture.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.AttachCommand;
import io.fss.proto.bus.v1.AttachReply;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.v1.DeregisterRequest;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two registries with one Redis and one database: clients may talk to either at any time. */
final class SharedStoreTest {
  private static final Duration A_LOOK = Duration.ofMillis(250);

  @TempDir Path folder;
  private RegistryFixture first;
  private RegistryFixture second;

  @BeforeEach
  void open() {
    first = new RegistryFixture(folder, StoreKind.REDIS).start();
    second = new RegistryFixture(folder, StoreKind.REDIS).start();
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  private void pass(Duration time) {
    first.pass(time);
    second.pass(time);
  }

  @Test
  void a_session_of_one_registry_appears_at_the_other_with_its_load() {
    // given
    String session = first.register("pod-1", "a");
    await(first.heartbeat(beat(session, 1).setRunning(3).setCapacity(8).setCpuLoad(0.25)));

    // when
    second.pass(A_LOOK);

    // then
    ClientInfo shown = second.shown(session).orElseThrow();
    assertThat(shown.getOnline()).isTrue();
    assertThat(shown.getRunning()).isEqualTo(3);
    assertThat(shown.getCapacity()).isEqualTo(8);
    assertThat(shown.getCpuLoad()).isEqualTo(0.25);
    assertThat(shown.getPeer()).isEqualTo("10.0.0.7");
    assertThat(shown.getJobs(0).getName()).isEqualTo("bill");
  }

  @Test
  void a_heartbeat_to_a_registry_that_does_not_know_the_session_yet_is_taken() {
    // given
    String session = first.register("pod-1", "a");

    // when
    long counter = second.beats(session, 1).getCounter();

    // then
    assertThat(counter).isEqualTo(1);
    assertThat(second.online(session)).isTrue();
  }

  @Test
  void heartbeats_to_one_registry_keep_a_client_alive_at_both() {
    // given
    String session = first.register("pod-1", "a");
    first.beats(session, 1);
    pass(A_LOOK);

    // when
    for (int counter = 2; counter <= 8; counter++) {
      pass(Duration.ofSeconds(4));
      first.beats(session, counter);
    }
    pass(A_LOOK);

    // then
    assertThat(second.online(session)).isTrue();
    assertThat(second.silence(session).getSilentMs()).isLessThan(1_000);
    assertThat(second.silence(session).getCounter()).isEqualTo(8);
  }

  @Test
  void each_registry_observes_silence_for_itself() {
    // given
    String session = first.register("pod-1", "a");
    first.beats(session, 1);
    first.pass(Duration.ofSeconds(6));

    // when
    second.pass(Duration.ofSeconds(5));

    // then
    assertThat(first.silence(session).getSilentMs()).isEqualTo(6_000);
    assertThat(second.silence(session).getSilentMs()).isLessThanOrEqualTo(5_000);
    assertThat(second.online(session)).isTrue();
  }

  @Test
  void a_client_that_is_back_at_one_registry_is_back_at_the_other() {
    // given
    String session = first.register("pod-1", "a");
    first.beats(session, 1);
    pass(RegistryFixture.OFFLINE_AFTER.plus(A_LOOK));
    boolean gone = !first.online(session) && !second.online(session);

    // when
    first.beats(session, 2);
    second.pass(A_LOOK);

    // then
    assertThat(gone).isTrue();
    assertThat(second.online(session)).isTrue();
  }

  @Test
  void a_goodbye_to_one_registry_is_known_at_the_other() {
    // given
    String session = first.register("pod-1", "a");
    second.pass(A_LOOK);

    // when
    await(
        first.bus.request(
            Channels.REGISTRY_DEREGISTER,
            DeregisterRequest.newBuilder().setSession(session).build()));
    second.pass(A_LOOK);

    // then
    assertThat(second.view().getClientsList()).isEmpty();
    assertThat(second.silence(session).getSilentMs()).isGreaterThan(Long.MAX_VALUE / 4);
  }

  @Test
  void a_newer_process_at_one_registry_replaces_the_older_one_at_the_other() {
    // given
    String old = first.register("pod-1", "a");
    first.beats(old, 1);
    second.pass(A_LOOK);

    // when
    String young = second.register("pod-1", "b");
    Throwable refused = failure(first.heartbeat(beat(old, 2)));
    pass(A_LOOK);

    // then
    assertThat(refused)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.kind()).isEqualTo(Refusal.Kind.NOT_FOUND));
    assertThat(first.view().getClientsList())
        .extracting(ClientInfo::getSession)
        .containsExactly(young);
    assertThat(second.view().getClientsList())
        .extracting(ClientInfo::getSession)
        .containsExactly(young);
  }

  @Test
  void two_live_processes_of_one_name_at_two_registries_do_not_throw_each_other_out() {
    // given
    String old = first.register("pod-1", "a");
    String young = second.register("pod-1", "b");

    // when
    Throwable refused = failure(first.ask(client("pod-1", "a")));

    // then
    assertThat(refused)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.kind()).isEqualTo(Refusal.Kind.CONFLICT));
    assertThat(second.beats(young, 1).getCounter()).isEqualTo(1);
    assertThat(old).isNotEqualTo(young);
  }

  @Test
  void a_registration_that_changed_at_one_registry_is_taken_over_by_the_other() {
    // given
    String session = first.register("pod-1", "a");
    second.pass(A_LOOK);

    // when
    await(first.ask(client("pod-1", "a").putLabels("zone", "b").setCapacity(9)));
    second.pass(Duration.ofSeconds(1));

    // then
    ClientInfo shown = second.shown(session).orElseThrow();
    assertThat(shown.getLabelsMap()).containsEntry("zone", "b");
    assertThat(shown.getCapacity()).isEqualTo(9);
  }

  private static Future<AttachReply> attach(
      RegistryFixture registry, String session, AttachCommand.Deed deed, String stream) {
    return registry.bus.request(
        Channels.REGISTRY_ATTACH,
        AttachCommand.newBuilder()
            .setSession(session)
            .setEdge("edge-of-" + stream)
            .setStream(stream)
            .setDeed(deed)
            .build());
  }

  @Test
  void a_command_stream_that_was_opened_at_one_registry_is_kept_and_replaced_at_the_other() {
    // given
    String session = first.register("pod-1", "a");
    await(attach(first, session, AttachCommand.Deed.OPENED, "s1"));
    await(attach(second, session, AttachCommand.Deed.KEPT, "s1"));

    // when
    String replaced =
        await(attach(second, session, AttachCommand.Deed.OPENED, "s2")).getReplacedStream();
    await(attach(first, session, AttachCommand.Deed.KEPT, "s2"));
    Throwable older = failure(attach(first, session, AttachCommand.Deed.KEPT, "s1"));

    // then
    assertThat(replaced).isEqualTo("s1");
    assertThat(older)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.kind()).isEqualTo(Refusal.Kind.CONFLICT));
    assertThat(first.shown(session).orElseThrow().getEdge()).isEqualTo("edge-of-s2");
    assertThat(second.shown(session).orElseThrow().getEdge()).isEqualTo("edge-of-s2");
  }

  @Test
  void a_client_that_one_registry_forgets_while_the_other_hears_it_stays() {
    // given
    String session = first.register("pod-1", "a");
    first.beats(session, 1);
    second.pass(A_LOOK);
    first.pass(Duration.ofMinutes(10).plusSeconds(9));

    // when
    second.beats(session, 2);
    first.pass(Duration.ofSeconds(2));

    // then
    assertThat(first.online(session)).isTrue();
    assertThat(second.beats(session, 3).getCounter()).isEqualTo(3);
  }
}
