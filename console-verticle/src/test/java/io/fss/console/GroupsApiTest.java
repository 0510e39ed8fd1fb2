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
import java.util.List;
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
          .putLabels("team", "a=b")
          .putLabels("zone", "1")
          .build();
  private static final GroupInfo GROUP =
      GroupInfo.newBuilder()
          .setId(7_234_567_890_123_456_789L)
          .setSpec(SPEC)
          .setVersion(3)
          .setDataVersion(7)
          .setBegun(5)
          .setLive(1)
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
       "policies":{"maxTries":3},"labels":{"team":"a=b","zone":"1"}}
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
        Channels.GROUP_LIST, GroupList.newBuilder().addAllGroups(List.of(groups)).build());
  }

  @Test
  void a_group_is_shown_with_its_version_as_etag_and_unset_values_left_out() {
    existing(GROUP);

    Reply reply = console.get(PATH);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("ETag")).isEqualTo("\"3-7\"");
    assertThat(reply.json())
        .isEqualTo(
            new JsonObject(
                """
                {"id":"7234567890123456789","namespace":"default","name":"nightly","app":"shop",
                 "job":"report","enabled":true,"paused":false,"version":3,"dataVersion":7,
                 "trigger":{"type":"cron","expression":"0 0 3 * * ?","zone":"UTC"},
                 "data":{"to":"sales"},"policies":{"maxTries":3},"labels":{"team":"a=b","zone":"1"},
                 "counters":{"runs":4,"successes":3,"failures":1,"skipped":0,
                             "averageDurationMs":2.5},
                 "begun":5,"live":1,"buffered":0,
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
                + "&text=50%25%20%22off%22%20a%2Bb&after=5&limit=7"
                + "&label=team=a%26label=b%3Dc&label=zone=");

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
                .putLabels("team", "a&label=b=c")
                .putLabels("zone", "")
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
    assertThat(reply.header("ETag")).isEqualTo("\"3-7\"");
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
  void a_batch_may_be_answered_with_ids_alone() {
    console.parts.answer(
        Channels.GROUP_CREATE,
        GroupCreateReply.newBuilder()
            .addResults(GroupCreated.newBuilder().setGroup(GROUP))
            .addResults(refused("name", "nightly", "is taken"))
            .build());
    JsonObject good = new JsonObject(BODY);
    JsonArray groups = new JsonArray().add(good).add(good);

    Reply reply =
        console.post(
            "/api/v1/groups/batch?answer=ids", new JsonObject().put("groups", groups).encode());

    JsonArray results = reply.json().getJsonArray("results");
    assertThat(results.getJsonObject(0))
        .isEqualTo(new JsonObject().put("id", Long.toString(GROUP.getId())));
    assertThat(results.getJsonObject(1).encode()).contains("is taken");
    assertThat(console.post("/api/v1/groups/batch?answer=all", "{\"groups\":[]}").status())
        .isEqualTo(400);
  }

  @Test
  void a_part_of_the_day_that_ends_before_it_begins_is_refused_alone_and_in_a_batch() {
    String group =
        BODY.replaceFirst(
            "\\{\"type\":\"cron\"[^}]*}",
            "{\"type\":\"daily\",\"everyMs\":1000,\"from\":\"10:00\",\"to\":\"09:00\"}");

    assertThat(console.post("/api/v1/groups", group).violations())
        .containsExactly("trigger.to|09:00|must not be before trigger.from");
    assertThat(console.post("/api/v1/groups/batch", "{\"groups\":[" + group + "]}").text())
        .contains("\"results\":[{\"violations\":[{\"field\":\"trigger.to\"");
  }

  @Test
  void an_item_of_a_batch_that_is_no_group_is_refused_alone() {
    Reply reply = console.post("/api/v1/groups/batch", "{\"groups\":[5]}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().getJsonArray("results").getJsonObject(0).encode())
        .contains("\"field\":\"body\"", "must be of type object");
    assertThat(console.parts.asked(Channels.GROUP_CREATE)).isNull();
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
  void a_replacement_carries_both_versions_and_answers_the_new_etag() {
    console.parts.answer(Channels.GROUP_UPDATE, GROUP.toBuilder().setVersion(4).build());

    Reply reply = console.put(PATH, "\"3-7\"", BODY);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("ETag")).isEqualTo("\"4-7\"");
    assertThat(console.parts.asked(Channels.GROUP_UPDATE))
        .isEqualTo(
            GroupUpdateRequest.newBuilder()
                .setId(GROUP.getId())
                .setVersion(3)
                .setDataVersion(7)
                .setSpec(SPEC)
                .build());
  }

  @Test
  void a_tag_without_a_data_version_leaves_the_data_unchecked() {
    console.parts.answer(Channels.GROUP_UPDATE, GROUP);

    assertThat(console.put(PATH, "\"3\"", BODY).status()).isEqualTo(200);
    assertThat(console.parts.asked(Channels.GROUP_UPDATE).getVersion()).isEqualTo(3);
    assertThat(console.parts.asked(Channels.GROUP_UPDATE).getDataVersion()).isZero();
  }

  @Test
  void a_replacement_of_a_version_that_is_no_more_is_412() {
    console.parts.refuse(
        Channels.GROUP_UPDATE, changed("policies.maxTries", "5", "was changed since"));
    existing(GROUP);

    Reply reply = console.put(PATH, "\"2-7\"", BODY);

    assertThat(reply.status()).isEqualTo(412);
    assertThat(reply.json().getString("detail"))
        .isEqualTo("If-Match \"2-7\": the group has changed since, its ETag is \"3-7\" now");
    assertThat(reply.violations()).containsExactly("policies.maxTries|5|was changed since");
  }

  @Test
  void a_replacement_of_data_that_a_job_has_changed_is_412_although_the_definition_is_the_same() {
    console.parts.refuse(Channels.GROUP_UPDATE, changed("data", "{}", "was changed since"));
    existing(GROUP);

    Reply reply = console.put(PATH, "\"3-6\"", BODY);

    assertThat(reply.status()).isEqualTo(412);
    assertThat(reply.violations()).containsExactly("data|{}|was changed since");
  }

  private static Refusal changed(String field, String value, String rule) {
    return new Refusal(
        Refusal.Kind.CONFLICT, "stale", List.of(Refusal.violation(field, value, rule)));
  }

  @Test
  void a_replacement_with_a_taken_name_is_409() {
    console.parts.refuse(Channels.GROUP_UPDATE, Refusal.conflict("name is taken"));
    existing(GROUP);

    assertThat(console.put(PATH, "\"3-7\"", BODY).status()).isEqualTo(409);
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

    assertThat(console.post(PATH + "/enable").header("ETag")).isEqualTo("\"3-7\"");
    assertThat(deed()).isEqualTo(GroupControlRequest.Deed.ENABLE);
    assertThat(console.post(PATH + "/disable").status()).isEqualTo(200);
    assertThat(deed()).isEqualTo(GroupControlRequest.Deed.DISABLE);
    assertThat(console.delete(PATH).status()).isEqualTo(204);
    assertThat(deed()).isEqualTo(GroupControlRequest.Deed.DELETE);
  }

  @Test
  void what_runs_is_cancelled_with_the_group_only_when_that_is_asked_for() {
    console.parts.answer(
        Channels.GROUP_CONTROL, GroupControlReply.newBuilder().setGroup(GROUP).build());

    console.post(PATH + "/disable", "{}");
    assertThat(console.parts.asked(Channels.GROUP_CONTROL).getCancelRunning()).isFalse();

    console.post(PATH + "/disable", "{\"cancelRunning\":true,\"reason\":\"broken\"}");
    assertThat(console.parts.asked(Channels.GROUP_CONTROL))
        .isEqualTo(
            GroupControlRequest.newBuilder()
                .setId(GROUP.getId())
                .setDeed(GroupControlRequest.Deed.DISABLE)
                .setCancelRunning(true)
                .setReason("broken")
                .build());
  }

  @Test
  void cancelling_a_group_tells_how_many_tasks_that_concerned() {
    console.parts.answer(
        Channels.GROUP_CONTROL, GroupControlReply.newBuilder().setCancelled(3).build());

    Reply reply = console.post(PATH + "/cancel", "{\"reason\":\"wrong data\"}");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json()).isEqualTo(new JsonObject().put("cancelled", 3));
    assertThat(deed()).isEqualTo(GroupControlRequest.Deed.CANCEL);
    assertThat(console.parts.asked(Channels.GROUP_CONTROL).getReason()).isEqualTo("wrong data");
    assertThat(console.post(PATH + "/cancel").status()).isEqualTo(202);
  }

  private static GroupControlRequest.Deed deed() {
    return console.parts.asked(Channels.GROUP_CONTROL).getDeed();
  }

  @Test
  void a_run_answers_the_task_with_and_without_a_body() {
    console.parts.answer(
        Channels.GROUP_CONTROL, GroupControlReply.newBuilder().setTaskId(77).build());

    Reply bare = console.post(PATH + "/run");
    Reply keyed =
        console.post(
            PATH + "/run",
            "{\"params\":{\"day\":1},\"key\":\"k1\",\"finishBy\":\"2026-01-01T00:00:00Z\"}");
    assertThat(bare.status()).isEqualTo(202);
    assertThat(keyed.json()).isEqualTo(new JsonObject().put("taskId", "77"));
    assertThat(console.parts.asked(Channels.GROUP_CONTROL))
        .isEqualTo(
            GroupControlRequest.newBuilder()
                .setId(GROUP.getId())
                .setDeed(GroupControlRequest.Deed.RUN)
                .setParams("{\"day\":1}")
                .setKey("k1")
                .setFinishByMs(JAN_1)
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
        List.of(
            "{\"type\":\"cron\",\"expression\":\"0 0 3 * * ?\",\"zone\":\"Europe/Berlin\"}",
            "{\"type\":\"interval\",\"everyMs\":5000,\"mode\":\"fixed-delay\","
                + "\"startAt\":\"2026-01-01T00:00:00.000Z\"}",
            "{\"type\":\"interval\",\"everyMs\":5000,\"mode\":\"fixed-rate\"}",
            "{\"type\":\"interval\",\"everyMs\":5000,\"mode\":\"fixed-rate\","
                + "\"firstAt\":\"2026-01-01T00:00:00.000Z\","
                + "\"startAt\":\"2026-02-01T00:00:00.000Z\"}",
            "{\"type\":\"list\","
                + "\"at\":[\"2026-01-01T00:00:00.000Z\",\"2025-01-01T00:00:00.000Z\"]}",
            "{\"type\":\"daily\",\"everyMs\":60000,\"from\":\"09:00\",\"to\":\"17:30:15\","
                + "\"zone\":\"Asia/Shanghai\",\"weekdays\":[\"monday\",\"sunday\"]}",
            "{\"type\":\"daily\",\"everyMs\":60000,\"from\":\"00:00\",\"to\":\"00:00\",\"zone\":\"UTC\","
                + "\"startAt\":\"2026-01-01T00:00:00.000Z\","
                + "\"endAt\":\"2026-12-31T23:59:59.999Z\",\"maxRuns\":10,\"jitterMs\":500,"
                + "\"calendar\":\"holidays\"}",
            "{\"type\":\"once\",\"at\":\"2026-01-01T00:00:00.000Z\"}",
            "{\"type\":\"dynamic\",\"firstAt\":\"2026-01-01T00:00:00.000Z\",\"fallbackMs\":60000}",
            "{\"type\":\"dynamic\"}",
            "{\"type\":\"manual\"}")) {
      JsonObject json = new JsonObject(trigger);

      assertThat(written(TriggerJson.read(json), TriggerJson::write)).isEqualTo(json);
    }
  }

  private static <T> JsonObject written(T item, Writer<T> writer) {
    return new JsonObject(Fields.item(item, writer, 100).toString());
  }

  @Test
  void every_policy_is_read_and_written_alike() {
    JsonObject json =
        new JsonObject(
            """
            {"maxTries":5,"retryDelayMs":100,"retryBackoff":"exponential","retryMaxDelayMs":9000,
             "retryJitterPercent":20,"retryOn":["failed","timed-out","lost"],"retryElsewhere":true,
             "leaseMs":20000,"misfire":"fire-all","misfireWindowMs":60000,"misfireLimit":7,
             "overlap":"buffer-all","overlapLimit":8,"dispatchTimeoutMs":1000,"runTimeoutMs":2000,
             "progressTimeoutMs":3000,"clientWaitMs":4000,"finishWithinMs":5000,"priority":-3,
             "route":"consistent-hash","routeKey":"customer","routeLabels":["zone=eu"],
             "routeClient":"c1","shards":2,"shardParams":[{"from":0},{"from":100}]}
            """);

    assertThat(written(PolicyJson.read(json), PolicyJson::write)).isEqualTo(json);
    assertThat(PolicyJson.read(new JsonObject())).isEqualTo(Policies.getDefaultInstance());
  }

  @Test
  void every_word_of_the_contract_for_a_policy_has_its_own_value() {
    JsonObject policies =
        console
            .contract
            .tree()
            .getJsonObject("components")
            .getJsonObject("schemas")
            .getJsonObject("Policies")
            .getJsonObject("properties");
    for (String name : List.of("retryBackoff", "misfire", "overlap", "route")) {
      for (Object word : policies.getJsonObject(name).getJsonArray("enum")) {
        JsonObject json = new JsonObject().put(name, word);
        assertThat(written(PolicyJson.read(json), PolicyJson::write)).isEqualTo(json);
      }
    }
  }

  @Test
  void an_interval_that_starts_at_an_instant_is_first_due_then() {
    JsonObject json =
        new JsonObject(
            "{\"type\":\"interval\",\"everyMs\":100,\"startAt\":\"2026-01-01T01:00:00+01:00\"}");

    Trigger read = TriggerJson.read(json);

    assertThat(read.getInterval().getStartAtMs()).isEqualTo(JAN_1);
    assertThat(read.getStartAtMs()).isEqualTo(JAN_1);
  }

  @Test
  void a_label_that_is_asked_for_twice_with_different_values_is_400() {
    Reply reply = console.get("/api/v1/groups?label=a=1&label=a=2");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.violations()).containsExactly("label|a=2|must name each key once");
    assertThat(console.get("/api/v1/groups?label=a").violations())
        .containsExactly("label.0|a|must match ^[^=]+=");
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
