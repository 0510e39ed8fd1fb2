package io.fss.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.GroupControlReply;
import io.fss.proto.bus.v1.GroupControlRequest;
import io.fss.proto.bus.v1.GroupCounters;
import io.fss.proto.bus.v1.GroupCreateReply;
import io.fss.proto.bus.v1.GroupCreated;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupList;
import io.fss.proto.bus.v1.GroupListRequest;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.GroupUpdateRequest;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.CronTrigger;
import io.fss.proto.v1.IntervalTrigger;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Trigger;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupsApiTest {
  private static final long JAN_1 = 1_767_225_600_000L;
  private static final GroupSpec SPEC =
      GroupSpec.newBuilder()
          .setNamespace("default")
          .setName("nightly")
          .setApp("shop")
          .setJob("report")
          .setEnabled(true)
          .setTrigger(
              Trigger.newBuilder().setCron(CronTrigger.newBuilder().setExpression("0 0 3 * * ?")))
          .setData("{\"to\":\"sales\"}")
          .setPolicies(Policies.newBuilder().setMaxTries(3))
          .build();
  private static final GroupInfo GROUP =
      GroupInfo.newBuilder()
          .setId(7_234_567_890_123_456_789L)
          .setSpec(SPEC)
          .setVersion(3)
          .setCounters(
              GroupCounters.newBuilder()
                  .setRuns(4)
                  .setSuccesses(3)
                  .setFailures(1)
                  .setTotalDurationUs(10_000))
          .setNextTaskId(9)
          .setNextRunAtMs(JAN_1)
          .setLastStatus(TaskStatus.SUCCEEDED)
          .build();
  private static final String PATH = "/api/v1/groups/7234567890123456789";
  private static final String BODY =
      """
      {"name":"nightly","app":"shop","job":"report","enabled":true,
       "trigger":{"type":"cron","expression":"0 0 3 * * ?"},"data":{"to":"sales"},
       "policies":{"maxTries":3}}
      """;

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

  private static void existing(GroupInfo... groups) {
    console.parts.answer(
        Channels.GROUP_LIST,
        GroupList.newBuilder().addAllGroups(java.util.List.of(groups)).build());
  }

  @Test
  void a_group_is_shown_with_its_version_as_etag_and_unset_values_left_out() {
    existing(GROUP);

    Reply reply = console.get(PATH);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("ETag")).isEqualTo("\"3\"");
    assertThat(reply.json())
        .isEqualTo(
            new JsonObject(
                """
                {"id":"7234567890123456789","namespace":"default","name":"nightly","app":"shop",
                 "job":"report","enabled":true,"version":3,
                 "trigger":{"type":"cron","expression":"0 0 3 * * ?","zone":"UTC"},
                 "data":{"to":"sales"},"policies":{"maxTries":3},
                 "counters":{"runs":4,"successes":3,"failures":1,"skipped":0,
                             "averageDurationMs":2.5},
                 "nextTaskId":"9","nextRunAt":"2026-01-01T00:00:00.000Z",
                 "lastStatus":"SUCCEEDED","declared":false}
                """));
  }

  @Test
  void a_group_that_is_not_there_is_404() {
    Reply reply = console.get("/api/v1/groups/12");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.json().getString("detail")).contains("12");
  }

  @Test
  void filters_arrive_exactly_as_they_were_written() {
    existing();

    Reply reply =
        console.get(
            "/api/v1/groups?namespace=a&name=1.5&app=shop&job=true&enabled=false"
                + "&text=50%25%20%22off%22%20a%2Bb&after=5&limit=7");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(console.parts.asked(Channels.GROUP_LIST))
        .isEqualTo(
            GroupListRequest.newBuilder()
                .setNamespace("a")
                .setName("1.5")
                .setApp("shop")
                .setJob("true")
                .setEnabled(false)
                .setText("50% \"off\" a+b")
                .setAfterId(5)
                .setLimit(7)
                .build());
  }

  @Test
  void a_page_with_more_behind_it_names_where_the_next_one_starts() {
    console.parts.answer(
        Channels.GROUP_LIST, GroupList.newBuilder().addGroups(GROUP).setMore(true).build());

    JsonObject more = console.get("/api/v1/groups").json();
    existing(GROUP);
    JsonObject last = console.get("/api/v1/groups").json();

    assertThat(more.getString("next")).isEqualTo("7234567890123456789");
    assertThat(last.getString("next")).isNull();
    assertThat(last.getJsonArray("items")).hasSize(1);
  }

  @Test
  void a_created_group_is_201_and_reaches_the_scheduler_as_it_was_described() {
    console.parts.answer(Channels.GROUP_CREATE, created(GroupCreated.newBuilder().setGroup(GROUP)));

    Reply reply = console.post("/api/v1/groups", BODY);

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header("ETag")).isEqualTo("\"3\"");
    assertThat(console.parts.asked(Channels.GROUP_CREATE).getSpecs(0)).isEqualTo(SPEC);
  }

  @Test
  void what_the_scheduler_refuses_is_400_with_its_violations() {
    console.parts.answer(Channels.GROUP_CREATE, created(refused("trigger.expression", "x", "bad")));

    Reply reply = console.post("/api/v1/groups", BODY);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.violations()).containsExactly("trigger.expression|x|bad");
  }

  @Test
  void a_taken_name_is_409() {
    console.parts.answer(Channels.GROUP_CREATE, created(refused("name", "nightly", "is taken")));
    existing(GROUP);

    Reply reply = console.post("/api/v1/groups", BODY);

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.violations()).containsExactly("name|nightly|is taken");
  }

  @Test
  void a_name_the_scheduler_refuses_for_another_reason_is_400() {
    console.parts.answer(Channels.GROUP_CREATE, created(refused("name", "nightly", "is odd")));

    assertThat(console.post("/api/v1/groups", BODY).status()).isEqualTo(400);
  }

  @Test
  void each_group_of_a_batch_is_answered_by_itself() {
    console.parts.answer(
        Channels.GROUP_CREATE,
        GroupCreateReply.newBuilder()
            .addResults(GroupCreated.newBuilder().setGroup(GROUP))
            .addResults(refused("name", "nightly", "is taken"))
            .build());
    JsonObject good = new JsonObject(BODY);
    JsonObject bad = good.copy().put("colour", "red");
    JsonObject odd =
        good.copy().put("trigger", new JsonObject().put("type", "once").put("at", "tomorrow"));
    JsonArray groups = new JsonArray().add(bad).add(good).add(odd).add(good);

    Reply reply =
        console.post("/api/v1/groups/batch", new JsonObject().put("groups", groups).encode());

    assertThat(reply.status()).isEqualTo(200);
    JsonArray results = reply.json().getJsonArray("results");
    assertThat(results).hasSize(4);
    assertThat(results.getJsonObject(0).encode()).contains("colour", "red", "not a known property");
    assertThat(results.getJsonObject(1).getJsonObject("group").getString("name"))
        .isEqualTo("nightly");
    assertThat(results.getJsonObject(2).encode()).contains("trigger.at", "tomorrow");
    assertThat(results.getJsonObject(3).encode()).contains("is taken");
    assertThat(console.parts.asked(Channels.GROUP_CREATE).getSpecsList())
        .containsExactly(SPEC, SPEC);
  }

  @Test
  void a_batch_of_more_than_1000_is_refused() {
    JsonArray groups = new JsonArray();
    for (int i = 0; i < 1001; i++) {
      groups.add(new JsonObject());
    }

    Reply reply =
        console.post("/api/v1/groups/batch", new JsonObject().put("groups", groups).encode());

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.violations().get(0)).startsWith("groups|").endsWith("more items than 1000");
  }

  @Test
  void a_replacement_needs_the_version_it_was_made_on() {
    Reply without =
        console.send(
            console.json(PATH).PUT(java.net.http.HttpRequest.BodyPublishers.ofString(BODY)));
    Reply odd = console.put(PATH, "W/\"x\"", BODY);

    assertThat(without.status()).isEqualTo(428);
    assertThat(odd.status()).isEqualTo(400);
    assertThat(odd.violations().get(0)).startsWith("If-Match|W/\"x\"|");
    assertThat(console.parts.asked(Channels.GROUP_UPDATE)).isNull();
  }

  @Test
  void a_replacement_carries_the_version_and_answers_the_new_etag() {
    console.parts.answer(Channels.GROUP_UPDATE, GROUP.toBuilder().setVersion(4).build());

    Reply reply = console.put(PATH, "\"3\"", BODY);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("ETag")).isEqualTo("\"4\"");
    assertThat(console.parts.asked(Channels.GROUP_UPDATE))
        .isEqualTo(
            GroupUpdateRequest.newBuilder()
                .setId(GROUP.getId())
                .setVersion(3)
                .setSpec(SPEC)
                .build());
  }

  @Test
  void a_replacement_of_a_version_that_is_no_more_is_412() {
    console.parts.refuse(Channels.GROUP_UPDATE, Refusal.conflict("version 2"));
    existing(GROUP);

    Reply reply = console.put(PATH, "\"2\"", BODY);

    assertThat(reply.status()).isEqualTo(412);
    assertThat(reply.json().getString("detail")).contains("version is 3 now");
  }

  @Test
  void a_replacement_with_a_taken_name_is_409() {
    console.parts.refuse(Channels.GROUP_UPDATE, Refusal.conflict("name is taken"));
    existing(GROUP);

    assertThat(console.put(PATH, "\"3\"", BODY).status()).isEqualTo(409);
  }

  @Test
  void a_replacement_must_say_whether_the_group_is_enabled() {
    JsonObject body = new JsonObject(BODY);
    body.remove("enabled");

    Reply reply = console.put(PATH, "\"3\"", body.encode());

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.violations()).containsExactly("enabled||is required");
  }

  @Test
  void groups_are_enabled_disabled_and_deleted() {
    console.parts.answer(
        Channels.GROUP_CONTROL, GroupControlReply.newBuilder().setGroup(GROUP).build());

    assertThat(console.post(PATH + "/enable").header("ETag")).isEqualTo("\"3\"");
    assertThat(deed()).isEqualTo(GroupControlRequest.Deed.ENABLE);
    assertThat(console.post(PATH + "/disable").status()).isEqualTo(200);
    assertThat(deed()).isEqualTo(GroupControlRequest.Deed.DISABLE);
    assertThat(console.delete(PATH).status()).isEqualTo(204);
    assertThat(deed()).isEqualTo(GroupControlRequest.Deed.DELETE);
  }

  private static GroupControlRequest.Deed deed() {
    return console.parts.asked(Channels.GROUP_CONTROL).getDeed();
  }

  @Test
  void a_run_answers_the_task_with_and_without_a_body() {
    console.parts.answer(
        Channels.GROUP_CONTROL, GroupControlReply.newBuilder().setTaskId(77).build());

    Reply bare = console.post(PATH + "/run");
    Reply keyed = console.post(PATH + "/run", "{\"params\":{\"day\":1},\"key\":\"k1\"}");

    assertThat(bare.status()).isEqualTo(202);
    assertThat(keyed.json()).isEqualTo(new JsonObject().put("taskId", "77"));
    assertThat(console.parts.asked(Channels.GROUP_CONTROL))
        .isEqualTo(
            GroupControlRequest.newBuilder()
                .setId(GROUP.getId())
                .setDeed(GroupControlRequest.Deed.RUN)
                .setParams("{\"day\":1}")
                .setKey("k1")
                .build());
  }

  @Test
  void a_deed_on_a_group_that_is_not_there_is_404() {
    console.parts.refuse(Channels.GROUP_CONTROL, Refusal.notFound("no group 12"));

    assertThat(console.post("/api/v1/groups/12/enable").status()).isEqualTo(404);
  }

  @Test
  void every_kind_of_trigger_is_read_and_written_alike() {
    for (String trigger :
        java.util.List.of(
            "{\"type\":\"cron\",\"expression\":\"0 0 3 * * ?\",\"zone\":\"Europe/Berlin\"}",
            "{\"type\":\"interval\",\"everyMs\":5000,\"mode\":\"fixed-delay\","
                + "\"startAt\":\"2026-01-01T00:00:00.000Z\"}",
            "{\"type\":\"interval\",\"everyMs\":5000,\"mode\":\"fixed-rate\"}",
            "{\"type\":\"once\",\"at\":\"2026-01-01T00:00:00.000Z\"}",
            "{\"type\":\"dynamic\",\"firstAt\":\"2026-01-01T00:00:00.000Z\",\"fallbackMs\":60000}",
            "{\"type\":\"dynamic\"}",
            "{\"type\":\"manual\"}")) {
      JsonObject json = new JsonObject(trigger);

      assertThat(TriggerJson.write(TriggerJson.read(json))).isEqualTo(json);
    }
  }

  @Test
  void an_interval_without_a_mode_has_a_fixed_rate() {
    Trigger read = TriggerJson.read(new JsonObject().put("type", "interval").put("everyMs", 100));

    assertThat(read.getInterval().getMode()).isEqualTo(IntervalTrigger.Mode.FIXED_RATE);
  }

  private static GroupCreateReply created(GroupCreated.Builder result) {
    return GroupCreateReply.newBuilder().addResults(result).build();
  }

  private static GroupCreated.Builder refused(String field, String value, String rule) {
    return GroupCreated.newBuilder().addViolations(Refusal.violation(field, value, rule));
  }
}
