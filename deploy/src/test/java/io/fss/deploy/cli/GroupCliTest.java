package io.fss.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class GroupCliTest extends CliFixture {
  @Test
  void each_kind_of_trigger_can_be_asked_for() {
    api.on("POST /groups", 201, GROUP);

    assertThat(trigger("--cron", "0 0 3 * * ?", "--zone", "Europe/Berlin"))
        .isEqualTo(json("{'type':'cron','expression':'0 0 3 * * ?','zone':'Europe/Berlin'}"));
    assertThat(trigger("--cron", "@daily").getString("zone")).isEqualTo("UTC");
    assertThat(trigger("--every", "1h", "--first", "2026-01-01T00:00:00Z"))
        .isEqualTo(
            json(
                "{'type':'interval','everyMs':3600000,'mode':'fixed-rate',"
                    + "'firstAt':'2026-01-01T00:00:00Z'}"));
    assertThat(trigger("--every", "1h", "--delay").getString("mode")).isEqualTo("fixed-delay");
    assertThat(trigger("--at", "2026-01-01T00:00:00Z"))
        .isEqualTo(json("{'type':'once','at':'2026-01-01T00:00:00Z'}"));
    assertThat(trigger("--at", "2026-01-01T00:00:00Z,2026-02-01T00:00:00Z", "--at", "x"))
        .isEqualTo(
            json("{'type':'list','at':['2026-01-01T00:00:00Z','2026-02-01T00:00:00Z','x']}"));
    assertThat(trigger("--daily", "10m", "--between", "09:00-17:30"))
        .isEqualTo(
            json("{'type':'daily','everyMs':600000,'from':'09:00','to':'17:30','zone':'UTC'}"));
    assertThat(trigger("--dynamic", "--fallback", "1m"))
        .isEqualTo(json("{'type':'dynamic','fallbackMs':60000}"));
    assertThat(trigger("--manual")).isEqualTo(json("{'type':'manual'}"));
  }

  private JsonObject trigger(String... options) {
    assertThat(create(options)).as(err.toString()).isZero();
    return sent("POST /groups").getJsonObject("trigger");
  }

  private int create(String... options) {
    List<String> all = new ArrayList<>(List.of("group", "create", "x", "--app", "a", "--job", "b"));
    all.addAll(List.of(options));
    return fss(all.toArray(String[]::new));
  }

  @Test
  void every_bound_of_a_trigger_and_every_label_is_sent() {
    api.on("POST /groups", 201, GROUP);

    assertThat(
            create(
                "--daily=10m",
                "--between=09:00-17:30",
                "--on=monday,friday",
                "--zone=Asia/Shanghai",
                "--start=2026-01-01T00:00:00Z",
                "--end=2026-12-31T00:00:00Z",
                "--max-runs=5",
                "--jitter=30s",
                "--calendar=holidays",
                "--label=team=a=b",
                "--label=tier=gold"))
        .isZero();

    JsonObject group = sent("POST /groups");
    assertThat(group.getJsonObject("trigger"))
        .isEqualTo(
            json(
                """
                {'type':'daily','everyMs':600000,'from':'09:00','to':'17:30',
                 'zone':'Asia/Shanghai','weekdays':['monday','friday'],
                 'startAt':'2026-01-01T00:00:00Z','endAt':'2026-12-31T00:00:00Z','maxRuns':5,
                 'jitterMs':30000,'calendar':'holidays'}
                """));
    assertThat(group.getJsonObject("labels")).isEqualTo(json("{'team':'a=b','tier':'gold'}"));
  }

  @Test
  void every_policy_is_sent() {
    api.on("POST /groups", 201, GROUP);

    assertThat(
            create(
                "--manual",
                "--max-tries=5",
                "--retry-delay=1s",
                "--retry-backoff=exponential",
                "--retry-max-delay=1h",
                "--retry-jitter=20",
                "--retry-on=failed,lost",
                "--retry-elsewhere",
                "--lease=20s",
                "--misfire=fire-all",
                "--misfire-window=1d",
                "--misfire-limit=7",
                "--overlap=buffer-all",
                "--overlap-limit=8",
                "--dispatch-timeout=10s",
                "--run-timeout=2m",
                "--progress-timeout=30s",
                "--client-wait=5m",
                "--finish-within=6m",
                "--priority=-3",
                "--route=consistent-hash",
                "--route-key=customer",
                "--route-label=zone=eu",
                "--route-label=gpu=yes",
                "--route-client=c1",
                "--shards=4"))
        .isZero();

    assertThat(sent("POST /groups").getJsonObject("policies"))
        .isEqualTo(
            json(
                """
                {'maxTries':5,'retryDelayMs':1000,'retryBackoff':'exponential',
                 'retryMaxDelayMs':3600000,'retryJitterPercent':20,'retryOn':['failed','lost'],
                 'retryElsewhere':true,'leaseMs':20000,'misfire':'fire-all',
                 'misfireWindowMs':86400000,'misfireLimit':7,'overlap':'buffer-all',
                 'overlapLimit':8,'dispatchTimeoutMs':10000,'runTimeoutMs':120000,
                 'progressTimeoutMs':30000,'clientWaitMs':300000,'finishWithinMs':360000,
                 'priority':-3,'route':'consistent-hash','routeKey':'customer',
                 'routeLabels':['zone=eu','gpu=yes'],'routeClient':'c1','shards':4}
                """));
  }

  @Test
  void options_that_do_not_fit_the_trigger_are_wrong_usage() {
    assertThat(create("--manual", "--zone", "UTC")).isEqualTo(2);
    assertThat(create("--cron", "@daily", "--first", "x")).isEqualTo(2);
    assertThat(create("--daily", "10m", "--between", "09:00")).isEqualTo(2);
    assertThat(create("--daily", "10m")).isEqualTo(2);
    assertThat(create("--at", "x", "--cron", "@daily")).isEqualTo(2);

    assertThat(api.requests).isEmpty();
    assertThat(err.toString())
        .contains(
            "--zone goes only with --cron, --daily",
            "--first goes only with --every, --dynamic",
            "'09:00' is not a part of the day");
  }

  @Test
  void an_update_changes_what_is_named_and_leaves_the_rest() {
    api.etag = "\"3-7\"";
    api.on(
            "GET /groups/7",
            200,
            """
            {'id':'7','namespace':'default','name':'nightly','app':'shop','job':'report',
             'description':'old','enabled':true,'paused':false,'version':3,'dataVersion':7,
             'trigger':{'type':'cron','expression':'0 0 3 * * ?','zone':'Asia/Shanghai',
                        'jitterMs':1000,'calendar':'holidays'},
             'data':{'round':4},'policies':{'maxTries':3,'leaseMs':30000},
             'labels':{'team':'a','tier':'gold'},'counters':{},'declared':false}
            """)
        .on("PUT /groups/7", 200, GROUP);

    int code =
        fss(
            "group",
            "update",
            "7",
            "--cron=0 4 * * *",
            "--calendar=",
            "--max-runs=9",
            "--max-tries=5",
            "--no-retry-elsewhere",
            "--description=",
            "--label=tier=",
            "--label=zone=1");

    assertThat(code).as(err.toString()).isZero();
    assertThat(lines()).containsExactly("Updated 7");
    assertThat(api.tags).containsExactly("\"3-7\"");
    assertThat(sent("PUT /groups/7"))
        .isEqualTo(
            json(
                """
                {'namespace':'default','name':'nightly','app':'shop','job':'report','enabled':true,
                 'trigger':{'type':'cron','expression':'0 4 * * *','zone':'Asia/Shanghai',
                            'jitterMs':1000,'maxRuns':9},
                 'data':{'round':4},'policies':{'maxTries':5,'leaseMs':30000,'retryElsewhere':false},
                 'labels':{'team':'a','zone':'1'}}
                """));
  }

  @Test
  void an_update_to_a_trigger_without_bounds_takes_them_away() {
    api.on("GET /groups/7", 200, GROUP).on("PUT /groups/7", 200, GROUP);

    assertThat(fss("group", "update", "7", "--manual")).isZero();
    assertThat(sent("PUT /groups/7").getJsonObject("trigger")).isEqualTo(json("{'type':'manual'}"));
    assertThat(fss("group", "update", "7", "--job", "other")).isZero();
    assertThat(sent("PUT /groups/7").getString("job")).isEqualTo("other");
    assertThat(sent("PUT /groups/7").getJsonObject("trigger").getString("type")).isEqualTo("cron");
  }

  @Test
  void an_update_that_somebody_else_has_overtaken_tells_what_was_changed() {
    api.on("GET /groups/7", 200, GROUP)
        .on(
            "PUT /groups/7",
            412,
            """
            {'detail':'the group has changed since',
             'violations':[{'field':'policies.maxTries','value':'5','rule':'was 3'}]}
            """);

    assertThat(fss("group", "update", "7", "--max-tries", "4")).isEqualTo(1);
    assertThat(err.toString().lines())
        .containsExactly(
            "Refused (412): the group has changed since", "  policies.maxTries '5': was 3");
  }

  @Test
  void groups_are_cancelled_and_disabled_with_a_reason() {
    api.on("POST /groups/7/cancel", 202, "{'cancelled':1234}")
        .on("POST /groups/7/disable", 200, GROUP);

    assertThat(fss("group", "cancel", "7", "--reason", "wrong data")).isZero();
    assertThat(fss("group", "disable", "7")).isZero();
    assertThat(fss("group", "disable", "7", "--cancel-running", "--reason", "broken")).isZero();

    assertThat(lines()).containsExactly("Cancelled tasks: 1234", "Disabled 7", "Disabled 7");
    assertThat(api.requests)
        .containsExactly(
            "POST /groups/7/cancel {\"reason\":\"wrong data\"}",
            "POST /groups/7/disable {\"cancelRunning\":false}",
            "POST /groups/7/disable {\"cancelRunning\":true,\"reason\":\"broken\"}");
  }

  @Test
  void a_run_may_have_to_finish_by_an_instant() {
    api.on("POST /groups/7/run", 202, "{'taskId':'42'}");

    assertThat(fss("group", "run", "7", "--finish-by", "2026-01-01T00:00:00Z")).isZero();
    assertThat(sent("POST /groups/7/run")).isEqualTo(json("{'finishBy':'2026-01-01T00:00:00Z'}"));
  }

  private static final String PREVIEW =
      """
      {'moments':[{'plannedAt':'2026-01-01T03:00:00.000Z','dueAt':'2026-01-01T03:00:00.250Z'}],
       'description':'every day at 03:00','zone':'UTC'}
      """;

  @Test
  void a_trigger_is_previewed_before_there_is_a_group_of_it() {
    api.on("POST /triggers/preview", 200, PREVIEW);

    assertThat(
            fss(
                "preview",
                "--cron=0 3 * * *",
                "--zone=Asia/Shanghai",
                "--jitter=1s",
                "--group=nightly",
                "--count=1",
                "--from=2026-01-01T00:00:00Z"))
        .as(err.toString())
        .isZero();

    assertThat(lines())
        .containsExactly(
            "every day at 03:00 (UTC)",
            "PLANNED                   DUE",
            "2026-01-01T03:00:00.000Z  2026-01-01T03:00:00.250Z");
    assertThat(sent("POST /triggers/preview"))
        .isEqualTo(
            json(
                """
                {'namespace':'default','group':'nightly','count':1,'from':'2026-01-01T00:00:00Z',
                 'trigger':{'type':'cron','expression':'0 3 * * *','zone':'Asia/Shanghai',
                            'jitterMs':1000}}
                """));
  }

  @Test
  void a_group_is_previewed_in_the_language_of_the_user() {
    Locale.setDefault(Locale.CHINA);
    api.on("GET /groups/7", 200, GROUP).on("POST /triggers/preview", 200, PREVIEW);

    assertThat(fss("group", "preview", "7", "--json")).isZero();

    assertThat(new JsonObject(out.toString())).isEqualTo(json(PREVIEW));
    assertThat(sent("POST /triggers/preview"))
        .isEqualTo(
            json(
                """
                {'namespace':'default','group':'nightly','count':10,
                 'trigger':{'type':'cron','expression':'0 0 3 * * ?','zone':'UTC'}}
                """));
    assertThat(api.languages).containsOnly("zh-CN");
  }

  @Test
  void the_hours_of_a_group_are_shown() {
    api.on(
        "GET /groups/7/rollups?from=2026-01-01T00%3A00%3A00Z",
        200,
        page(
            """
            {'hour':'2026-01-01T00:00:00.000Z','runs':4,'successes':3,'failures':1,'skipped':0,
             'duration':{'count':4,'p50Ms':1.5,'p90Ms':2.0,'p99Ms':3.0,'maxMs':4.25}}
            """,
            "'2026-01-01T01:00:00.000Z'"));

    assertThat(fss("group", "rollups", "7", "--from", "2026-01-01T00:00:00Z")).isZero();

    assertThat(lines().get(1))
        .isEqualTo(
            "2026-01-01T00:00:00.000Z  4     3          1         0        1.5     3.0     -"
                + "            -");
    assertThat(err.toString()).contains("--from 2026-01-01T01:00:00.000Z");
  }

  @Test
  void groups_are_listed_by_label_with_their_triggers_in_one_line() {
    api.on(
        "GET /groups?label=team%3Da&label=zone%3D1&limit=50",
        200,
        "{'items':[%s,%s],'next':null}"
            .formatted(
                GROUP.replaceFirst(
                    "'trigger':\\{[^}]*}",
                    "'trigger':{'type':'daily','everyMs':600000,'from':'09:00','to':'17:30',"
                        + "'zone':'UTC'}"),
                GROUP.replaceFirst(
                    "'trigger':\\{[^}]*}", "'trigger':{'type':'list','at':['x','y','z']}")));

    assertThat(fss("group", "list", "--label", "team=a", "--label", "zone=1")).isZero();

    assertThat(lines().get(1)).contains("  every 10m 09:00-17:30 UTC  ");
    assertThat(lines().get(2)).contains("  at x +2  ");
  }

  @Test
  void help_shows_triggers_bounds_and_policies_apart() {
    assertThat(bare("group", "create", "--help")).isZero();

    String help = out.toString();
    assertThat(help.indexOf("Trigger, exactly one of:"))
        .isPositive()
        .isLessThan(help.indexOf("Bounds of the trigger:"));
    assertThat(help.indexOf("Bounds of the trigger:")).isLessThan(help.indexOf("Policies ("));
    assertThat(help.substring(help.indexOf("Policies (")))
        .contains("--overlap", "buffer-one", "--priority");
  }
}
