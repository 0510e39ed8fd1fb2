package io.fss.registry;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static io.fss.registry.RegistryFixture.beat;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.ClientInfo;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(StoreKind.class)
final class LivenessTest {
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
  void a_client_is_offline_after_exactly_ten_seconds_of_silence_and_back_with_a_heartbeat() {
    // given
    String session = registry.register("pod-1", "a");
    registry.pass(Duration.ofSeconds(3));
    registry.beats(session, 1);

    // when
    registry.pass(Duration.ofMillis(9_999));
    boolean justBefore = registry.online(session);
    registry.pass(Duration.ofMillis(1));
    boolean then = registry.online(session);
    registry.beats(session, 2);
    boolean after = registry.online(session);

    // then
    assertThat(justBefore).isTrue();
    assertThat(then).isFalse();
    assertThat(after).isTrue();
    assertThat(registry.silence(session).getSilentMs()).isZero();
  }

  @Test
  void a_heartbeat_with_an_old_counter_is_acknowledged_but_is_no_sign_of_life() {
    // given
    String session = registry.register("pod-1", "a");
    registry.beats(session, 5);
    registry.pass(Duration.ofSeconds(9));

    // when
    long equal = registry.beats(session, 5).getCounter();
    long older = registry.beats(session, 4).getCounter();
    registry.pass(Duration.ofSeconds(1));

    // then
    assertThat(equal).isEqualTo(5);
    assertThat(older).isEqualTo(5);
    assertThat(registry.online(session)).isFalse();
    assertThat(registry.silence(session).getSilentMs()).isEqualTo(10_000);
    assertThat(registry.silence(session).getCounter()).isEqualTo(5);
  }

  @Test
  void a_counter_below_one_is_refused_since_counters_start_at_one() {
    // given
    String session = registry.register("pod-1", "a");

    // when
    Throwable refused = failure(registry.heartbeat(beat(session, 0)));

    // then
    assertThat(refused).isInstanceOf(Refusal.class).hasMessage("counter '0': must be 1 or more");
  }

  @Test
  void a_registration_does_not_renew_a_silent_session_only_a_heartbeat_does() {
    // given
    String session = registry.register("pod-1", "a");
    registry.beats(session, 5);
    registry.pass(RegistryFixture.OFFLINE_AFTER);

    // when
    registry.register("pod-1", "a");
    boolean registered = registry.online(session);
    registry.beats(session, 6);

    // then
    assertThat(registered).isFalse();
    assertThat(registry.online(session)).isTrue();
  }

  @Test
  void a_restart_of_the_registry_makes_nobody_silent() {
    // given
    Function<Vertx, SessionStore> store = kind.kept();
    registry.stop().start(store);
    String session = registry.register("pod-1", "a");
    registry.beats(session, 7);
    registry.pass(Duration.ofSeconds(9));

    // when
    registry.stop();
    registry.clock.advance(Duration.ofMinutes(3));
    registry.start(store);

    // then
    assertThat(registry.silence(session).getSilentMs()).isZero();
    assertThat(registry.silence(session).getCounter()).isEqualTo(7);
    assertThat(registry.online(session)).isTrue();
    registry.pass(RegistryFixture.OFFLINE_AFTER);
    assertThat(registry.online(session)).isFalse();
  }

  @Test
  void a_registry_that_was_frozen_does_not_take_its_own_sleep_for_the_clients_silence() {
    // given
    String session = registry.register("pod-1", "a");
    registry.beats(session, 1);
    registry.pass(Duration.ofSeconds(2));

    // when
    registry.clock.advance(Duration.ofMinutes(1));
    registry.pass(Duration.ofMillis(1));

    // then
    assertThat(registry.online(session)).isTrue();
    assertThat(registry.silence(session).getSilentMs()).isBetween(2_000L, 4_000L);
  }

  @Test
  void a_session_nobody_knows_is_observed_from_when_it_is_first_asked_about() {
    // given
    String unknown = "0123456789abcdef0123456789abcdef";

    // when
    long first = registry.silence(unknown).getSilentMs();
    registry.pass(Duration.ofSeconds(30));
    long later = registry.silence(unknown).getSilentMs();

    // then
    assertThat(first).isZero();
    assertThat(later).isEqualTo(30_000);
  }

  @Test
  void wall_clock_jumps_make_nobody_silent() {
    // given
    String session = registry.register("pod-1", "a");
    registry.beats(session, 1);

    // when
    registry.clock.jump(Duration.ofHours(5));
    registry.pass(Duration.ofSeconds(1));

    // then
    assertThat(registry.online(session)).isTrue();
    assertThat(registry.silence(session).getSilentMs()).isEqualTo(1_000);
  }

  @Test
  void a_client_that_is_offline_for_ten_minutes_is_forgotten_but_its_silence_is_not() {
    // given
    String session = registry.register("pod-1", "a");
    registry.beats(session, 1);

    // when
    registry.pass(Duration.ofMinutes(10).plusSeconds(9));
    boolean before = registry.shown(session).isPresent();
    registry.pass(Duration.ofSeconds(1));

    // then
    assertThat(before).isTrue();
    assertThat(registry.shown(session)).isEmpty();
    assertThat(registry.silence(session).getSilentMs()).isEqualTo(610_000);
    assertThat(failure(registry.heartbeat(beat(session, 2))))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.kind()).isEqualTo(Refusal.Kind.NOT_FOUND));
  }

  @Test
  void clients_and_heartbeats_are_counted() {
    // given
    String silent = registry.register("pod-1", "a");
    registry.beats(silent, 1);
    registry.pass(Duration.ofSeconds(10));
    String alive = registry.register("pod-2", "a");

    // when
    registry.beats(alive, 1);
    failure(registry.heartbeat(beat("0123456789abcdef0123456789abcdef", 1)));
    registry.pass(Duration.ofSeconds(1));

    // then
    assertThat(gauge("online")).isEqualTo(1);
    assertThat(gauge("offline")).isEqualTo(1);
    assertThat(heartbeats("stored")).isEqualTo(2);
    assertThat(heartbeats("refused")).isEqualTo(1);
  }

  private double gauge(String state) {
    return registry.meters.get("fss.clients").tag("state", state).gauge().value();
  }

  private double heartbeats(String result) {
    return registry.meters.get("fss.heartbeats").tag("result", result).counter().count();
  }

  @Test
  void the_view_shows_what_the_latest_heartbeat_said() {
    // given
    String session = registry.register("pod-1", "a");
    registry.pass(Duration.ofSeconds(2));

    // when
    await(
        registry.heartbeat(
            beat(session, 1)
                .setRunning(3)
                .setCapacity(8)
                .setCpuLoad(0.5)
                .setMemoryUsedBytes(1_000_000)));

    // then
    ClientInfo shown = registry.shown(session).orElseThrow();
    assertThat(shown.getRunning()).isEqualTo(3);
    assertThat(shown.getCapacity()).isEqualTo(8);
    assertThat(shown.getCpuLoad()).isEqualTo(0.5);
    assertThat(shown.getMemoryUsedBytes()).isEqualTo(1_000_000);
    assertThat(shown.getLastHeartbeatAtMs()).isEqualTo(registry.clock.millis());
    assertThat(shown.getCounter()).isEqualTo(1);
  }
}
