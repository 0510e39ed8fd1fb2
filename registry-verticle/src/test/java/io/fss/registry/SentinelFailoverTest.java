package io.fss.registry;

import static io.fss.kernel.Await.until;
import static io.fss.registry.RegistryFixture.beat;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.TestRedis;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.bus.v1.ClientsChanged;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that dies, and Sentinels that put its replica in its place. */
final class SentinelFailoverTest {
  private static final Duration A_LOOK = Duration.ofMillis(1);
  private static final Duration NEARLY_OFFLINE = Duration.ofSeconds(9);

  @TempDir Path folder;
  private TestRedis master;
  private TestRedis replica;
  private TestRedis sentinel;
  private RegistryFixture registry;

  @BeforeEach
  void open() {
    master = TestRedis.start("repl-diskless-sync-delay 0");
    replica = TestRedis.start("replicaof 127.0.0.1 " + master.port());
    until("the replica follows", () -> replica.all("INFO replication").contains("link_status:up"));
    sentinel =
        TestRedis.start(
            "sentinel monitor main 127.0.0.1 " + master.port() + " 1",
            "sentinel down-after-milliseconds main 500",
            "sentinel failover-timeout main 3000");
    until(
        "the Sentinel knows the replica",
        () -> sentinel.ask("SENTINEL", "replicas", "main").equals("*1"));
    registry = new RegistryFixture(folder);
    RedisOptions options =
        new RedisOptions(
            "redis://127.0.0.1:%d?sentinel=main".formatted(sentinel.port()),
            "",
            "",
            "fss",
            Duration.ofMillis(500));
    registry.start(vertx -> new RedisSessionStore(vertx, options));
  }

  @AfterEach
  void close() {
    Stream.of(registry, sentinel, replica, master)
        .filter(Objects::nonNull)
        .forEach(SentinelFailoverTest::close);
  }

  private static void close(AutoCloseable each) {
    try {
      each.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean stored(String session, long counter) {
    registry.pass(A_LOOK);
    return registry
        .heartbeat(beat(session, counter))
        .transform(Future::succeededFuture)
        .toCompletionStage()
        .toCompletableFuture()
        .join()
        .succeeded();
  }

  @Test
  void the_registry_follows_to_the_new_server_and_gives_nobody_up() {
    // given
    String session = registry.register("pod-1", "a");
    registry.beats(session, 1);
    until(
        "the replica has the heartbeat",
        () -> replica.all("HGETALL {fss}:counters").contains(session));
    registry.pass(NEARLY_OFFLINE);

    // when
    master.stop();
    until("heartbeats are stored again", () -> stored(session, 2));

    // then
    assertThat(replica.all("ROLE")).contains("master");
    assertThat(replica.all("HGETALL {fss}:counters")).contains(session, "2 0 4");
    // when the other comes back, and the registry has to choose anew
    master.startAgain();
    replica.ask("CLIENT", "KILL", "TYPE", "normal");
    until("heartbeats are stored again", () -> stored(session, 3));

    // then
    assertThat(replica.all("HGETALL {fss}:counters")).contains(session, "3 0 4");
    assertThat(registry.deltas)
        .flatExtracting(ClientsChanged::getChangedList)
        .isNotEmpty()
        .allMatch(ClientInfo::getOnline);
    assertThat(registry.deltas).flatExtracting(ClientsChanged::getRemovedList).isEmpty();
  }
}
