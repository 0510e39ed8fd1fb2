package io.fss.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupList;
import io.fss.proto.bus.v1.GroupSpec;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProblemsTest {
  @TempDir static Path folder;
  private static RunningConsole console;

  @BeforeAll
  static void start() {
    console = RunningConsole.start(folder);
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @BeforeEach
  void forget() {
    console.parts.forget();
  }

  private static void isProblem(Reply reply, int status) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.json().getInteger("status")).isEqualTo(status);
    assertThat(reply.json().getString("type")).startsWith("urn:fss:problem:");
  }

  @Test
  void a_broken_body_names_each_field_its_value_and_the_rule() {
    Reply reply =
        console.post(
            "/api/v1/groups",
            """
            {"name":"night ly","app":5,"trigger":{"type":"interval","everyMs":5,"zone":"UTC"},
             "policies":{"maxTries":0,"leaseMs":10.5},"colour":"red"}
            """);

    isProblem(reply, 400);
    assertThat(reply.json().getString("instance")).isEqualTo("/api/v1/groups");
    assertThat(reply.violations())
        .containsExactlyInAnyOrder(
            "job||is required",
            "name|night ly|must match ^[A-Za-z0-9._-]{1,128}$",
            "app|5|must be of type string",
            "trigger.everyMs|5|must be at least 100",
            "trigger.zone|UTC|is not a known property",
            "policies.maxTries|0|must be at least 1",
            "policies.leaseMs|10.5|must be of type integer",
            "colour|red|is not a known property");
  }

  @Test
  void a_kind_of_trigger_that_does_not_exist_is_named() {
    Reply reply =
        console.post(
            "/api/v1/groups",
            "{\"name\":\"a\",\"app\":\"b\",\"job\":\"c\",\"trigger\":{\"type\":\"lunar\"}}");

    assertThat(reply.violations()).hasSize(1);
    assertThat(reply.violations().get(0)).startsWith("trigger.type|lunar|must be one of [\"cron\"");
  }

  @Test
  void a_broken_parameter_names_itself_its_value_and_the_rule() {
    assertThat(console.get("/api/v1/groups?limit=2000").violations())
        .containsExactly("limit|2000|must be at most 1000");
    assertThat(console.get("/api/v1/groups?limit=many").violations())
        .containsExactly("limit|many|must be of type integer");
    assertThat(console.get("/api/v1/groups?stauts=x").violations())
        .containsExactly("stauts|x|is not a known query parameter");
    assertThat(console.get("/api/v1/groups/abc").violations())
        .containsExactly("id|abc|must match ^[1-9][0-9]{0,18}$");
    assertThat(console.get("/api/v1/groups/9999999999999999999").violations())
        .containsExactly("id|9999999999999999999|must be at most 9223372036854775807");
  }

  @Test
  void malformed_json_and_a_missing_body_are_400() {
    Reply malformed = console.post("/api/v1/groups", "{\"name\":");
    Reply missing = console.post("/api/v1/groups");
    Reply list = console.post("/api/v1/groups", "[]");

    isProblem(malformed, 400);
    assertThat(malformed.violations()).containsExactly("body||must be JSON");
    assertThat(missing.violations()).containsExactly("body||is required");
    assertThat(list.violations()).containsExactly("body|[]|must be of type object");
  }

  @Test
  void a_body_that_is_not_declared_as_json_is_415() {
    isProblem(
        console.send(
            console
                .request("/api/v1/groups")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}"))),
        415);
  }

  @Test
  void a_body_that_is_too_large_is_413() {
    isProblem(console.post("/api/v1/groups", "{\"name\":\"" + "x".repeat(70_000) + "\"}"), 413);
  }

  @Test
  void an_unknown_route_is_404_and_a_wrong_method_405() {
    Reply method = console.delete("/api/v1/tasks");

    isProblem(console.get("/api/v1/nothing"), 404);
    isProblem(method, 405);
    assertThat(method.header("Allow")).isEqualTo("GET");
  }

  @Test
  void a_query_that_is_not_encoded_as_urls_are_is_400() {
    // The JDK's client refuses to send such a thing, so it goes through a socket.
    String answer = console.raw("GET /api/v1/groups?text=%zz HTTP/1.1");

    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
  }

  @Test
  void a_part_that_cannot_be_reached_is_503_and_says_when_to_try_again() {
    console.parts.silence(Channels.TASK_LIST);
    try {
      Reply reply = console.get("/api/v1/tasks");

      isProblem(reply, 503);
      assertThat(reply.header("Retry-After")).isEqualTo("1");
    } finally {
      console.parts.serve(Channels.TASK_LIST);
    }
  }

  @Test
  void a_part_that_is_overloaded_is_429() {
    console.parts.refuse(
        Channels.TASK_LIST, new Refusal(Refusal.Kind.TOO_MANY, "too many", List.of()));

    isProblem(console.get("/api/v1/tasks"), 429);
  }

  @Test
  void what_nobody_expected_is_500_without_internals() {
    GroupInfo corrupt =
        GroupInfo.newBuilder()
            .setId(1)
            .setSpec(GroupSpec.newBuilder().setData("{secret-of-the-store"))
            .build();
    console.parts.answer(Channels.GROUP_LIST, GroupList.newBuilder().addGroups(corrupt).build());

    Reply reply = console.get("/api/v1/groups/1");

    isProblem(reply, 500);
    assertThat(reply.text()).doesNotContain("secret-of-the-store", "Exception");
  }
}
