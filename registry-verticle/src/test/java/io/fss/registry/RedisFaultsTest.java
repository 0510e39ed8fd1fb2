package io.fss.registry;

import static io.fss.kernel.Await.failure;
import static io.fss.kernel.Await.until;
import static io.fss.registry.RegistryFixture.beat;
import static io.fss.registry.RegistryFixture.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.kernel.TestProxy;
import io.fss.kernel.TestRedis;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.bus.v1.SilenceRequest;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to Redis ends nothing; clients are whole with their next heartbeat. */
final class RedisFaultsTest {
  private static final Duration NEARLY_OFFLINE = Duration.ofSeconds(9);
  private static final Duration A_LOOK = Duration.ofMillis(1);

  @TempDir Path folder;
  private TestRedis redis;
  private TestProxy proxy;
  private RegistryFixture registry;

  @BeforeEach
  void open() {
    redis = TestRedis.start();
    registry = new RegistryFixture(folder);
    proxy = TestProxy.to(registry.vertx, "127.0.0.1", redis.port());
    registry.start(vertx -> new RedisSessionStore(vertx, options()));
  }

  private RedisOptions options() {
    return new RedisOptions(
        "redis://127.0.0.1:" + proxy.port(), "", "", "fss", Duration.ofMillis(500));
  }

  @AfterEach
  void close() {
    registry.close();
    redis.close();
  }

  private String beating(String name, long counter) {
    String session = registry.register(name, "a");
    registry.beats(session, counter);
    return session;
  }

  private void assertObservedAnew(String session) {
    assertThat(registry.silence(session).getSilentMs()).isLessThan(1_000);
    assertThat(registry.online(session)).isTrue();
    registry.pass(Duration.ofMillis(9_500));
    assertThat(registry.online(session)).isTrue();
    registry.pass(Duration.ofSeconds(1));
    assertThat(registry.online(session)).isFalse();
    assertThat(registry.silence(session).getSilentMs()).isGreaterThanOrEqualTo(10_000);
  }

  private void assertUnavailable(io.vertx.core.Future<?> call) {
    assertThat(failure(call))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE));
  }

  private io.vertx.core.Future<?> askSilence() {
    // The readiness of the process asks the same.
    return registry.bus.request(Channels.REGISTRY_SILENCE, SilenceRequest.getDefaultInstance());
  }

  @Test
  void while_redis_is_away_nobody_is_acknowledged_and_nobody_given_up_and_health_says_so() {
    // given
    String session = beating("pod-1", 7);
    registry.pass(NEARLY_OFFLINE);

    // when
    redis.stop();
    registry.pass(Duration.ofMinutes(1));

    // then
    assertUnavailable(registry.heartbeat(beat(session, 8)));
    assertUnavailable(registry.ask(client("pod-2", "a")));
    assertUnavailable(askSilence());
    assertThat(failure(askSilence())).hasMessageContaining("Redis at redis://127.0.0.1:");
    assertThat(registry.online(session)).isTrue();
    assertThat(registry.meters.get("fss.session.store.reachable").gauge().value()).isZero();
    assertThat(registry.meters.get("fss.session.store.lost").counter().count()).isEqualTo(1);
  }

  @Test
  void a_restart_of_redis_makes_nobody_silent() {
    // given
    String session = beating("pod-1", 7);
    registry.pass(NEARLY_OFFLINE);

    // when
    redis.copy("same.rdb");
    redis.becomeCopy("same.rdb");
    registry.pass(A_LOOK);
    registry.pass(A_LOOK);

    // then
    assertThat(registry.silence(session).getCounter()).isEqualTo(7);
    assertObservedAnew(session);
  }

  @Test
  void after_redis_was_flushed_a_client_is_whole_with_its_next_heartbeat() {
    // given
    String session = beating("pod-1", 41);
    registry.pass(NEARLY_OFFLINE);

    // when
    redis.flush();
    registry.pass(Duration.ofMillis(900));
    boolean unharmed = registry.online(session);
    Throwable unknown = failure(registry.heartbeat(beat(session, 42)));
    String again = registry.register("pod-1", "a");
    long stored = registry.beats(again, 43).getCounter();
    registry.pass(NEARLY_OFFLINE);

    // then
    assertThat(unharmed).isTrue();
    assertThat(unknown)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.kind()).isEqualTo(Refusal.Kind.NOT_FOUND));
    assertThat(again).isEqualTo(session);
    assertThat(stored).isEqualTo(43);
    assertThat(registry.online(session)).isTrue();
    assertThat(registry.shown(session).orElseThrow().getCounter()).isEqualTo(43);
  }

  @Test
  void a_failover_to_an_older_copy_makes_nobody_silent_and_heartbeats_go_on() {
    // given
    String session = beating("pod-1", 5);
    redis.copy("older.rdb");
    registry.beats(session, 9);
    registry.pass(NEARLY_OFFLINE);

    // when
    redis.becomeCopy("older.rdb");
    registry.pass(A_LOOK);
    registry.pass(A_LOOK);

    // then
    assertThat(registry.silence(session).getCounter()).isEqualTo(5);
    assertObservedAnew(session);
    assertThat(registry.beats(session, 10).getCounter()).isEqualTo(10);
    assertThat(registry.online(session)).isTrue();
  }

  @Test
  void a_counter_that_went_back_under_an_unbroken_connection_restarts_all_observations() {
    // given
    String back = beating("pod-1", 9);
    String other = beating("pod-2", 9);
    registry.pass(NEARLY_OFFLINE);

    // when
    redis.ask("HSET", "{fss}:counters", back, "\"5 0 4 0 0 0\"");
    registry.pass(A_LOOK);

    // then
    assertThat(registry.silence(other).getSilentMs()).isZero();
    assertObservedAnew(back);
  }

  @Test
  void an_older_copy_that_has_the_process_before_does_not_lock_the_newer_process_out() {
    // given
    String old = beating("pod-1", 5);
    redis.copy("older.rdb");
    registry.clock.advance(Duration.ofMillis(5));
    String young = registry.register("pod-1", "b");
    registry.beats(young, 1);

    // when
    redis.becomeCopy("older.rdb");
    registry.pass(A_LOOK);
    registry.pass(A_LOOK);
    boolean unharmed = registry.online(young);
    failure(registry.heartbeat(beat(young, 2)));
    String again = registry.register("pod-1", "b");

    // then
    assertThat(unharmed).isTrue();
    assertThat(again).isEqualTo(young);
    assertThat(registry.beats(young, 3).getCounter()).isEqualTo(3);
    registry.pass(A_LOOK);
    assertThat(registry.view().getClientsList())
        .extracting(ClientInfo::getSession)
        .containsExactly(young)
        .doesNotContain(old);
  }

  @Test
  void a_connection_that_was_cut_makes_nobody_silent() {
    // given
    String session = beating("pod-1", 7);
    registry.pass(NEARLY_OFFLINE);

    // when
    proxy.cut();
    until(
        "the registry is connected again",
        () -> {
          registry.pass(A_LOOK);
          return registry
              .bus
              .request(Channels.REGISTRY_SILENCE, SilenceRequest.getDefaultInstance())
              .transform(io.vertx.core.Future::succeededFuture)
              .toCompletionStage()
              .toCompletableFuture()
              .join()
              .succeeded();
        });

    // then
    assertObservedAnew(session);
  }

  @Test
  void answers_that_do_not_come_are_no_silence_of_clients_and_break_the_connection() {
    // given
    String session = beating("pod-1", 7);
    registry.pass(NEARLY_OFFLINE);

    // when
    proxy.holdAnswers();
    assertUnavailable(registry.heartbeat(beat(session, 8)));
    proxy.letAnswersGo();
    until(
        "heartbeats are stored again",
        () -> {
          registry.pass(A_LOOK);
          return registry
              .heartbeat(beat(session, 9))
              .transform(io.vertx.core.Future::succeededFuture)
              .toCompletionStage()
              .toCompletableFuture()
              .join()
              .succeeded();
        });

    // then
    assertThat(registry.silence(session).getCounter()).isEqualTo(9);
    assertObservedAnew(session);
  }

  @Test
  void a_registry_starts_without_redis_and_finds_it_when_it_is_there() {
    // given
    registry.stop();
    redis.stop();
    registry.start(vertx -> new RedisSessionStore(vertx, options()));

    // when
    assertUnavailable(registry.ask(client("pod-1", "a")));
    redis.startAgain();
    registry.pass(A_LOOK);
    registry.pass(A_LOOK);

    // then
    String session = beating("pod-1", 1);
    assertThat(registry.online(session)).isTrue();
  }

  @Test
  void nothing_in_redis_expires_and_nobody_asks_it_for_the_time() {
    // given
    String session = beating("pod-1", 1);
    registry.pass(NEARLY_OFFLINE);

    // when
    String keys = redis.all("INFO keyspace");
    String commands = redis.all("INFO commandstats");

    // then
    assertThat(session).isNotEmpty();
    assertThat(keys).contains("keys=4,expires=0");
    assertThat(commands)
        .contains("cmdstat_eval:")
        .doesNotContain("cmdstat_time", "expire", "cmdstat_setex", "cmdstat_getex");
  }
}
