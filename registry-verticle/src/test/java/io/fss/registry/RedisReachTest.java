package io.fss.registry;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.TestCertificate;
import io.fss.kernel.TestRedis;
import io.fss.proto.bus.v1.RegisterCommand;
import io.fss.registry.RedisReach.Opened;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever stands behind the addresses: the one server that has the sessions is found. */
final class RedisReachTest {
  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final List<TestRedis> started = new ArrayList<>();

  @AfterEach
  void close() {
    await(vertx.close());
    started.forEach(TestRedis::close);
  }

  private TestRedis redis(String... arguments) {
    TestRedis redis = TestRedis.start(arguments);
    started.add(redis);
    return redis;
  }

  private Future<Opened> open(String url) {
    return open(url, "");
  }

  private Future<Opened> open(String url, String password) {
    RedisOptions options = new RedisOptions(url, "", password, "fss", Duration.ofSeconds(2));
    return new RedisReach(
            vertx, options.place(), options.answerLimit(), new RedisScripts(options.prefix()))
        .open();
  }

  private static String address(TestRedis redis) {
    return "127.0.0.1:" + redis.port();
  }

  @Test
  void the_server_is_found_among_addresses_that_are_dead_or_replicas() {
    // given
    TestRedis master = redis();
    TestRedis replica = redis("replicaof 127.0.0.1 " + master.port());
    TestRedis dead = redis();
    dead.stop();

    // when
    Opened found =
        await(open("redis://%s,%s,%s".formatted(address(dead), address(replica), address(master))));

    // then
    assertThat(found.place().port()).isEqualTo(master.port());
    assertThat(found.run()).matches("[0-9a-f]{40}");
    assertThat(failure(open("redis://" + address(replica)))).hasMessageContaining("is a replica");
  }

  @Test
  void sentinels_name_the_server() {
    // given
    TestRedis master = redis();
    TestRedis sentinel = redis("sentinel monitor main 127.0.0.1 " + master.port() + " 1");

    // when
    Opened named = await(open("redis://" + address(sentinel) + "?sentinel=main"));
    Opened only = await(open("redis://" + address(sentinel)));
    Throwable unknown = failure(open("redis://" + address(sentinel) + "?sentinel=other"));

    // then
    assertThat(named.place().port()).isEqualTo(master.port());
    assertThat(only.place().port()).isEqualTo(master.port());
    assertThat(unknown).hasMessageContaining("does not know 'other'");
  }

  @Test
  void the_node_of_a_cluster_that_has_the_keys_is_found_through_any_other() {
    // given
    TestRedis owner = redis("cluster-enabled yes");
    TestRedis other = redis("cluster-enabled yes");
    owner.ask("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
    other.ask("CLUSTER", "MEET", "127.0.0.1", Integer.toString(owner.port()));
    until("the cluster is whole", () -> other.all("CLUSTER INFO").contains("state:ok"));
    until("the owner knows it", () -> owner.all("CLUSTER INFO").contains("state:ok"));

    // when
    Opened found = await(open("redis://" + address(other)));

    // then
    assertThat(found.place().port()).isEqualTo(owner.port());
    SessionStore store =
        ContextStore.of(
            vertx, v -> new RedisSessionStore(v, StoreKind.options("redis://" + address(other))));
    assertThat(await(store.sight()).pulses()).isEmpty();
    assertThat(await(store.beat("s1", Pulse.first(1)))).isEmpty();
  }

  @Test
  void a_password_is_needed_and_no_message_shows_it() {
    // given
    TestRedis redis = redis("requirepass open-sesame");

    // when
    Throwable without = failure(open("redis://" + address(redis)));
    Throwable wrong = failure(open("redis://" + address(redis), "abracadabra"));
    Opened right = await(open("redis://:open-sesame@" + address(redis)));

    // then
    assertThat(without).hasMessageContaining("NOAUTH");
    assertThat(wrong).hasMessageContaining("WRONGPASS").message().doesNotContain("abracadabra");
    assertThat(right.place().port()).isEqualTo(redis.port());
  }

  @Test
  void a_user_needs_the_rights_that_the_documentation_names_and_no_more() {
    // given
    TestRedis redis = redis();
    redis.ask(
        "ACL SETUSER fss on >secret ~{fss}:* +eval +hgetall +hmget +hget +hset +hdel +hlen +set"
            + " +info +role");
    RedisOptions options =
        new RedisOptions(redis.url(), "fss", "secret", "fss", Duration.ofSeconds(2));
    SessionStore store = ContextStore.of(vertx, v -> new RedisSessionStore(v, options));

    // when
    await(store.sight());
    await(store.put(StoredSession.fresh("s1", RegisterCommand.getDefaultInstance(), 1), false));
    await(store.beat("s1", Pulse.first(1)));
    List<StoredSession> loaded = await(store.load(List.of("s1")));
    await(store.end("s1"));
    await(store.remove("s1", Pulse.ENDED.counter()));

    // then
    assertThat(loaded).hasSize(1);
    assertThat(await(store.sight()).pulses()).isEmpty();
  }

  @Test
  void a_server_that_became_a_replica_is_left_and_its_counters_are_not_believed() {
    // given
    TestRedis before = redis();
    TestRedis after = redis();
    SessionStore store =
        ContextStore.of(
            vertx,
            v ->
                new RedisSessionStore(
                    v, StoreKind.options("redis://" + address(before) + "," + address(after))));
    String epoch = await(store.sight()).epoch();

    // when
    before.ask("REPLICAOF", "127.0.0.1", Integer.toString(after.port()));
    until(
        "the new master is found",
        () -> {
          Future<SessionStore.Sighting> sight =
              store.sight().recover(away -> Future.succeededFuture());
          SessionStore.Sighting sighting = await(sight);
          return sighting != null && !sighting.epoch().equals(epoch);
        });

    // then
    assertThat(after.all("EXISTS {fss}:look")).contains(":1");
  }

  @Test
  void with_tls_the_server_must_be_who_the_authority_says_unless_it_is_told_otherwise()
      throws Exception {
    // given
    TestCertificate certificate = TestCertificate.make(folder);
    TestRedis redis = redis();
    int port = TestRedis.freePort();
    redis.ask(
        "CONFIG",
        "SET",
        "tls-cert-file",
        certificate.certificate().toString(),
        "tls-key-file",
        certificate.key().toString(),
        "tls-auth-clients",
        "no",
        "tls-ca-cert-file",
        certificate.certificate().toString(),
        "tls-port",
        "" + port);
    String url = "rediss://127.0.0.1:" + port;

    // when
    Throwable unknown = failure(open(url));
    Opened trusted = await(open(url + "?sslrootcert=" + certificate.certificate()));
    Opened anybody = await(open(url + "?sslmode=require"));

    // then
    assertThat(unknown).hasMessageContaining("127.0.0.1:" + port);
    assertThat(trusted.run()).isEqualTo(anybody.run());
  }
}
