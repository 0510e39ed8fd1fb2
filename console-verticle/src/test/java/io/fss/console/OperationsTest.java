package io.fss.console;

import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.NodeHere;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class OperationsTest {
  @TempDir Path folder;
  private RunningConsole console;

  @BeforeEach
  void start() {
    console = RunningConsole.start(folder);
  }

  @AfterEach
  void stop() {
    console.close();
  }

  @Test
  void ready_names_each_part_that_answers() {
    console.parts.refuse(Channels.LOG_READ, Refusal.notFound("no task 1"));

    Reply reply = console.send(console.anonymous("/health/ready"));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json())
        .isEqualTo(
            new JsonObject(
                """
                {"status":"up","checks":[{"name":"registry","status":"up"},
                 {"name":"scheduler","status":"up"},{"name":"dispatcher","status":"up"},
                 {"name":"log","status":"up"}]}
                """));
  }

  @Test
  void ready_turns_503_naming_the_missing_part_and_back() {
    assertThat(console.get("/health/ready").status()).isEqualTo(200);
    console.parts.silence(Channels.GROUP_LIST);
    console.clock.advance(Duration.ofSeconds(1));

    Reply down = console.get("/health/ready");
    console.parts.serve(Channels.GROUP_LIST);
    console.clock.advance(Duration.ofSeconds(1));
    Reply up = console.get("/health/ready");

    assertThat(down.status()).isEqualTo(503);
    JsonObject scheduler = down.json().getJsonArray("checks").getJsonObject(1);
    assertThat(scheduler.getString("name")).isEqualTo("scheduler");
    assertThat(scheduler.getString("status")).isEqualTo("down");
    assertThat(scheduler.getString("reason")).contains("does not answer");
    assertThat(up.status()).isEqualTo(200);
  }

  @Test
  void the_cluster_is_shown_as_its_processes_tell() {
    console.parts.publish(
        Channels.NODE_HERE,
        NodeHere.newBuilder()
            .setNode("node-1")
            .setHost("a")
            .addRoles("scheduler")
            .setVersion("2.0.0")
            .setStartedAtMs(1_000)
            .setMembers(1)
            .setSchedulers(1)
            .setShards(251)
            .addProblems("the database does not work: refused")
            .build());
    until("heard", () -> !cluster().getJsonArray("nodes").isEmpty());

    assertThat(cluster().getBoolean("healthy")).isFalse();
    assertThat(cluster().getJsonArray("problems")).contains("no process has the role console");
    assertThat(cluster().getJsonArray("nodes"))
        .containsExactly(
            new JsonObject(
                """
                {"node":"node-1","host":"a","roles":["scheduler"],"version":"2.0.0",
                 "startedAt":"1970-01-01T00:00:01.000Z","state":"up","heardMsAgo":0,"members":1,
                 "schedulers":1,"shards":251,"latenessMs":0,
                 "problems":["the database does not work: refused"]}
                """));
  }

  private JsonObject cluster() {
    return console.get("/api/v1/cluster").json();
  }

  @Test
  void what_is_not_up_yet_is_no_news_but_what_goes_and_comes_is_told_once() {
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.start();
    Logger log = (Logger) LoggerFactory.getLogger(Health.class);
    log.addAppender(said);

    console.parts.silence(Channels.GROUP_LIST);
    look();
    console.parts.serve(Channels.GROUP_LIST);
    look();
    console.parts.silence(Channels.GROUP_LIST);
    look();
    look();
    console.parts.serve(Channels.GROUP_LIST);
    look();
    log.detachAppender(said);

    assertThat(said.list).hasSize(2);
    assertThat(said.list.get(0).getFormattedMessage()).contains("not ready any more", "scheduler");
    assertThat(said.list.get(1).getFormattedMessage()).isEqualTo("ready again");
  }

  private void look() {
    console.clock.advance(Duration.ofSeconds(1));
    console.get("/health/ready");
  }

  @Test
  void the_parts_are_not_asked_again_within_a_second() {
    console.get("/health/ready");
    console.parts.forget();

    console.get("/health/ready");

    assertThat(console.parts.asked(Channels.GROUP_LIST)).isNull();
  }

  @Test
  void the_metrics_of_the_process_are_served() {
    console.metrics.counter("fss.test.things").increment();
    console.get("/api/v1/groups/12");

    Reply reply = console.get("/metrics");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).startsWith("text/plain; version=0.0.4");
    assertThat(reply.text())
        .contains(
            "fss_test_things_total 1.0",
            "fss_console_requests_seconds_count{operation=\"getGroup\",status=\"404\"} 1");
  }

  @Test
  void the_contract_is_served_as_it_is_written() {
    Reply reply = console.get("/api/v1/openapi.yaml");

    assertThat(reply.header("Content-Type")).isEqualTo("application/yaml");
    assertThat(reply.text()).isEqualTo(console.contract.text().toString(StandardCharsets.UTF_8));
  }

  @Test
  void no_answer_may_be_guessed_kept_or_framed() {
    Reply reply = console.get("/health/live");

    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    assertThat(reply.header("Content-Security-Policy")).startsWith("default-src 'none'");
  }

  @Test
  void a_client_that_would_rather_speak_http_2_is_answered_in_http_1() {
    assertThat(console.get("/health/live").response().version())
        .isEqualTo(HttpClient.Version.HTTP_1_1);
  }
}
