package io.fss.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Await;
import io.fss.kernel.TestCertificate;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The outside check of the contract: a client that was made from the proto file alone, in another
 * language, as a process of its own against the real platform.
 */
class NodeClientIT {
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration SHORT_LEASE = Duration.ofSeconds(10);

  private static NodeProgram program;

  @TempDir private Path folder;

  @BeforeAll
  static void install() {
    program = NodeProgram.install();
  }

  private NodeScene scene() {
    return new NodeScene(folder, program, Map.of(), LEASE);
  }

  @Test
  void its_own_tests_pass() {
    assertThat(program.run(Duration.ofMinutes(1), "node", "--test"))
        .containsPattern("pass [1-9]")
        .contains("fail 0");
  }

  @Test
  void a_task_of_each_job_is_executed_and_all_that_it_said_arrives() {
    try (NodeScene scene = scene()) {
      // given
      scene.startClient("node-1", Map.of());
      JsonObject client = scene.clients().get(0);
      assertThat(client.getJsonObject("sdk").getString("language")).isEqualTo("node");
      assertThat(client.getString("mode")).isEqualTo("stream");

      // when
      long count = scene.run("count", new JsonObject().put("to", 4).put("everyMs", 50));
      long charge = scene.run("charge", new JsonObject().put("refusals", 1));

      // then
      JsonObject counted = scene.awaitStatus(count, "SUCCEEDED");
      assertThat(counted.getString("message")).isEqualTo("counted to 4");
      assertThat(counted.getString("client")).isEqualTo("node-1");
      assertThat(counted.getInteger("progress")).isEqualTo(100);
      assertThat(counted.getDouble("durationMs")).isGreaterThan(100);
      assertThat(scene.data("count").getInteger("counted")).isEqualTo(14);
      scene.awaitLog(count, "counted 1", "counted 2", "counted 3", "counted 4");

      JsonObject charged = scene.awaitStatus(charge, "SUCCEEDED");
      assertThat(charged.getString("message")).isEqualTo("charged at try 2");
      assertThat(NodeScene.objects(charged.getJsonArray("attempts")))
          .singleElement()
          .satisfies(
              first ->
                  assertThat(first.getString("message"))
                      .isEqualTo("Error: the bank did not answer"));
      scene.awaitLog(
          charge,
          "asking the bank as " + charge + "/1",
          "the job failed: Error: the bank did not answer",
          "asking the bank as " + charge + "/2");
    }
  }

  @Test
  void a_job_is_cancelled_and_what_runs_when_it_is_asked_to_end_ends_before_it_leaves() {
    try (NodeScene scene = scene()) {
      // given
      NodeProcess client = scene.startClient("node-1", Map.of());
      long cancelled = scene.run("count", new JsonObject().put("to", 100_000).put("everyMs", 20));
      scene.await(cancelled, "runs", NodeClientIT::begun);

      // when
      scene.cancel(cancelled, "enough");

      // then
      assertThat(scene.awaitStatus(cancelled, "CANCELLED").getString("message"))
          .startsWith("cancelled by hand: enough");

      // when
      long drained = scene.run("count", new JsonObject().put("to", 20).put("everyMs", 50));
      scene.await(drained, "runs", NodeClientIT::begun);
      client.askToEnd();

      // then
      assertThat(client.await()).isZero();
      assertThat(scene.awaitStatus(drained, "SUCCEEDED").getInteger("tries")).isEqualTo(1);
      assertThat(scene.clients()).isEmpty();
    }
  }

  private static boolean begun(JsonObject task) {
    return task.getString("status").equals("RUNNING");
  }

  @Test
  void what_ends_while_the_platform_is_dead_is_known_to_the_one_that_comes_back() {
    try (NodeScene scene = scene()) {
      // given
      NodeProcess client = scene.startClient("node-1", Map.of());
      long task = scene.run("count", new JsonObject().put("to", 40).put("everyMs", 50));
      scene.await(task, "runs", NodeClientIT::begun);

      // when
      scene.killServer();
      client.awaitSaid(task + "/1 counted to 40");
      scene.startServer();

      // then it ran once, and the client is whole again
      JsonObject ended = scene.awaitStatus(task, "SUCCEEDED");
      assertThat(ended.getString("message")).isEqualTo("counted to 40");
      assertThat(ended.getInteger("attempt")).isEqualTo(1);
      assertThat(scene.data("count").getInteger("counted")).isEqualTo(50);
      scene.awaitStatus(scene.run("charge", new JsonObject()), "SUCCEEDED");
      assertThat(client.isAlive()).isTrue();
    }
  }

  @Test
  void of_two_processes_with_one_name_the_older_ends_what_it_runs_and_stops() {
    try (NodeScene scene = scene()) {
      // given
      NodeProcess older = scene.startClient("node-1", Map.of());
      long task = scene.run("count", new JsonObject().put("to", 60).put("everyMs", 50));
      scene.await(task, "runs", NodeClientIT::begun);

      // when
      NodeProcess newer = scene.startClient("node-1", Map.of());

      // then
      older.await();
      assertThat(older.said()).contains("another process is online under the client name node-1");
      assertThat(scene.awaitStatus(task, "SUCCEEDED").getInteger("attempt")).isEqualTo(1);
      assertThat(newer.said()).doesNotContain("counted to");
      scene.awaitStatus(scene.run("charge", new JsonObject()), "SUCCEEDED");
      assertThat(scene.clients()).hasSize(1);
    }
  }

  @Test
  @Tag("full")
  void a_client_that_was_frozen_beyond_its_lease_stops_its_job_and_changes_nothing() {
    try (NodeScene scene = new NodeScene(folder, program, Map.of(), SHORT_LEASE)) {
      // given
      NodeProcess frozen = scene.startClient("node-1", Map.of());
      long task = scene.run("count", new JsonObject().put("to", 100).put("everyMs", 50));
      scene.await(task, "runs", NodeClientIT::begun);

      // when
      frozen.freeze();
      NodeProcess other = scene.startClient("node-2", Map.of());
      scene.await(task, "runs elsewhere", now -> now.getInteger("attempt") == 2 && begun(now));
      frozen.thaw();

      // then
      frozen.awaitSaid("no more use for a report of " + task + "/1");
      JsonObject ended = scene.awaitStatus(task, "SUCCEEDED");
      assertThat(ended.getString("client")).isEqualTo("node-2");
      assertThat(frozen.said()).doesNotContain("counted to");
      assertThat(other.said()).contains(task + "/2 counted to 100");
    }
  }

  @Test
  void it_trusts_the_platform_by_its_certificate_and_shows_its_own() throws Exception {
    // given
    TestCertificate certificate = TestCertificate.make(folder);
    String pem = certificate.certificate().toString();
    String key = certificate.key().toString();
    Map<String, String> settings =
        Map.of(
            "FSS_DISPATCHER_TLS_CERTIFICATE", pem,
            "FSS_DISPATCHER_TLS_KEY", key,
            "FSS_DISPATCHER_TLS_CLIENT_CA", pem);
    try (NodeScene scene = new NodeScene(folder, program, settings, LEASE)) {
      // when
      scene.startClient(
          "node-1",
          Map.of(
              "FSS_CLIENT_TLS_TRUST", pem,
              "FSS_CLIENT_TLS_CERTIFICATE", pem,
              "FSS_CLIENT_TLS_KEY", key));

      // then
      Await.until("it is listed", NodeScene.PATIENCE, () -> scene.clients().size() == 1);
      scene.awaitStatus(scene.run("charge", new JsonObject()), "SUCCEEDED");
    }
  }
}
