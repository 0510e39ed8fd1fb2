package io.fss.deploy.cluster;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.deploy.cluster.ClusterOptions.Join;
import io.fss.deploy.cluster.ClusterOptions.Tls;
import io.fss.kernel.Await;
import io.fss.kernel.TestCertificate;
import io.fss.kernel.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real members, and those who would like to be some. */
class StrangerTest {
  private static final String SECRET = "the-secret-of-all-members";
  private static final Tls NONE = new Tls("", "", "");

  @TempDir Path folder;
  private final List<Vertx> started = new ArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private Tls own;
  private int first;

  @BeforeEach
  void startTheFirst() throws Exception {
    own = tls("own");
    first = TestRedis.freePort();
    Vertx member = member(first, SECRET, own);
    await(
        member
            .eventBus()
            .<String>consumer(
                "door",
                message -> {
                  heard.add(message.body());
                  message.reply("welcome");
                })
            .completion());
  }

  @AfterEach
  void close() {
    for (Vertx member : started) {
      await(member.close());
    }
  }

  private Tls tls(String name) throws Exception {
    TestCertificate made = TestCertificate.make(Files.createDirectory(folder.resolve(name)));
    return new Tls(
        made.certificate().toString(), made.key().toString(), made.certificate().toString());
  }

  private Vertx member(int port, String secret, Tls tls) {
    ClusterOptions options =
        new ClusterOptions(
            true,
            "test",
            secret,
            "127.0.0.1",
            port,
            0,
            Join.TCP,
            "127.0.0.1:" + first,
            "",
            tls,
            false);
    Vertx vertx =
        await(
            Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(Membership.bus(options)))
                .withClusterManager(Membership.manager(options))
                .buildClustered());
    started.add(vertx);
    return vertx;
  }

  private static boolean isHeard(Vertx member, String name) {
    return await(
        member
            .eventBus()
            .request("door", name, new DeliveryOptions().setSendTimeout(3_000))
            .transform(reply -> Future.succeededFuture(reply.succeeded())));
  }

  private boolean isLetIn(String name, String secret, Tls tls) throws Exception {
    return isHeard(member(TestRedis.freePort(), secret, tls), name);
  }

  @Test
  void only_who_has_the_secret_and_a_certificate_of_the_authority_is_heard() throws Exception {
    assertThat(isLetIn("member", SECRET, own)).isTrue();
    assertThat(isLetIn("without the secret", SECRET + "?", own)).isFalse();
    assertThat(isLetIn("without a certificate", SECRET, NONE)).isFalse();
    assertThat(isLetIn("with one of somebody else", SECRET, tls("other"))).isFalse();

    assertThat(isLetIn("another member", SECRET, own)).isTrue();
    assertThat(heard).containsExactly("member", "another member");
  }

  @Test
  void who_knows_the_secret_and_has_no_certificate_hears_nothing() throws Exception {
    List<String> overheard = new CopyOnWriteArrayList<>();
    Vertx stranger = member(TestRedis.freePort(), SECRET, NONE);
    await(
        stranger
            .eventBus()
            .<String>consumer("door", message -> overheard.add(message.body()))
            .completion());
    Vertx member = member(TestRedis.freePort(), SECRET, own);

    // In turn one goes to the member that serves, one to the stranger.
    Await.until("two were heard", () -> isHeard(member, "member") && heard.size() >= 2);

    assertThat(overheard).isEmpty();
  }
}
