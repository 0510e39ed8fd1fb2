package io.fss.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CliTest extends CliFixture {
  @Test
  void groups_are_listed_in_aligned_columns() {
    api.on("GET /groups?namespace=default&enabled=true&limit=50", 200, page(GROUP, "'7'"));

    int code = fss("group", "list", "--namespace", "default", "--enabled");

    assertThat(code).isZero();
    assertThat(lines())
        .containsExactly(
            "ID  NAMESPACE  NAME     APP   JOB     TRIGGER               ENABLED"
                + "  NEXT RUN                  LAST",
            "7   default    nightly  shop  report  cron 0 0 3 * * ? UTC  true   "
                + "  2026-01-01T03:00:00.000Z  SUCCEEDED");
    assertThat(err.toString()).contains("--after 7");
  }

  @Test
  void json_is_the_answer_of_the_api_and_nothing_else() {
    api.on("GET /groups?limit=50", 200, page(GROUP, "'7'"));

    int code = fss("group", "list", "--json");

    assertThat(code).isZero();
    assertThat(new JsonObject(out.toString()))
        .isEqualTo(new JsonObject(page(GROUP, "'7'").replace('\'', '"')));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void a_group_is_named_by_its_id_or_within_a_namespace_by_its_name() {
    api.on("GET /groups/7", 200, GROUP)
        .on("GET /groups?namespace=a&name=nightly", 200, page(GROUP, "null"))
        .on("POST /groups/7/disable", 200, GROUP)
        .on("DELETE /groups/7", 204, "");

    assertThat(fss("group", "show", "7")).isZero();
    assertThat(fss("group", "disable", "nightly", "--namespace", "a")).isZero();
    assertThat(fss("group", "delete", "7")).isZero();

    assertThat(lines()).contains("name        nightly", "Disabled nightly", "Deleted 7");
  }

  @Test
  void a_name_that_no_group_has_is_refused() {
    api.on("GET /groups?namespace=default&name=nightly", 200, "{'items':[],'next':null}");

    assertThat(fss("group", "enable", "nightly")).isEqualTo(1);
    assertThat(err.toString()).contains("nightly", "default");
  }

  @Test
  void a_run_carries_its_parameters_and_key_and_names_the_task() {
    api.on("POST /groups/7/run", 202, "{'taskId':'42'}");

    int code = fss("group", "run", "7", "--params", "{\"day\":1}", "--key", "k1");

    assertThat(code).isZero();
    assertThat(lines()).containsExactly("Task 42");
    assertThat(api.requests)
        .containsExactly("POST /groups/7/run {\"params\":{\"day\":1},\"key\":\"k1\"}");
  }

  @Test
  void a_created_group_is_sent_as_it_was_described() {
    api.on("POST /groups", 201, GROUP);

    int code =
        fss(
            "group",
            "create",
            "nightly",
            "--app",
            "shop",
            "--job",
            "report",
            "--every",
            "5s",
            "--delay",
            "--data",
            "{\"to\":\"sales\"}",
            "--max-tries",
            "3",
            "--retry-delay",
            "2m",
            "--lease",
            "30s",
            "--disabled");

    assertThat(code).isZero();
    assertThat(lines()).containsExactly("Created nightly: 7");
    assertThat(new JsonObject(api.requests.get(0).substring("POST /groups ".length())))
        .isEqualTo(
            new JsonObject(
                """
                {"namespace":"default","name":"nightly","app":"shop","job":"report",
                 "enabled":false,
                 "trigger":{"type":"interval","everyMs":5000,"mode":"fixed-delay"},
                 "policies":{"maxTries":3,"retryDelayMs":120000,"leaseMs":30000},
                 "data":{"to":"sales"}}
                """));
  }

  @Test
  void what_the_platform_refuses_ends_with_1_and_names_each_violation() {
    api.on(
        "POST /groups",
        400,
        """
        {'title':'Invalid request','status':400,'detail':'trigger.expression is bad',
         'violations':[{'field':'trigger.expression','value':'x','rule':'must be a cron'}]}
        """);

    int code = fss("group", "create", "x", "--app", "a", "--job", "b", "--cron", "x");

    assertThat(code).isEqualTo(1);
    assertThat(err.toString().lines())
        .containsExactly(
            "Refused (400): trigger.expression is bad", "  trigger.expression 'x': must be a cron");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void wrong_usage_ends_with_2() {
    assertThat(fss("group", "create", "x", "--app", "a", "--job", "b")).isEqualTo(2);
    assertThat(created("--every", "5s", "--manual")).isEqualTo(2);
    assertThat(created("--every", "soon")).isEqualTo(2);
    assertThat(created("--manual", "--data", "[]")).isEqualTo(2);
    assertThat(bare("group", "burn")).isEqualTo(2);
    assertThat(bare("group")).isEqualTo(2);
    assertThat(bare()).isEqualTo(2);
    assertThat(api.requests).isEmpty();
    assertThat(err.toString()).contains("'soon' is not a length", "'[]' is not a JSON object");
  }

  private int created(String... options) {
    List<String> all = new ArrayList<>(List.of("group", "create", "x", "--app", "a", "--job", "b"));
    all.addAll(List.of(options));
    return fss(all.toArray(String[]::new));
  }

  @Test
  void a_platform_that_does_not_answer_or_lets_nobody_in_ends_with_3() {
    api.on("GET /clients?limit=1000", 503, "{'detail':'the registry does not answer now'}");

    assertThat(fss("client", "list")).isEqualTo(3);
    assertThat(bare("client", "list", "--url", api.url(), "--token", "wrong")).isEqualTo(3);
    api.close();
    assertThat(fss("client", "list")).isEqualTo(3);

    assertThat(err.toString())
        .contains("the registry does not answer now", "FSS_CLI_TOKEN", "nothing answers there")
        .doesNotContain(FakeApi.TOKEN, "Exception");
  }

  @Test
  void something_else_that_answers_there_ends_with_3() {
    api.on("GET /clients?limit=1000", 200, "<html>");

    assertThat(fss("client", "list")).isEqualTo(3);
    assertThat(err.toString()).contains("is not the FSS API");
  }

  @Test
  void tasks_are_listed_by_group_and_status() {
    api.on("GET /groups?namespace=default&name=nightly", 200, page(GROUP, "null"))
        .on(
            "GET /tasks?groupId=7&status=FAILED&status=LOST&limit=50",
            200,
            page(
                """
                {'id':'42','group':'nightly','status':'FAILED','plannedAt':'2026-01-01T03:00:00.000Z',
                 'latenessMs':12,'durationMs':7.25,'attempt':1,'tries':1,'client':'shop-1',
                 'message':'no\\n\\u001b[2Jpaper'}
                """,
                "null"));

    int code = fss("task", "list", "--group", "nightly", "--status", "failed,lost");

    assertThat(code).isZero();
    assertThat(lines().get(1))
        .isEqualTo(
            "42  nightly  FAILED  2026-01-01T03:00:00.000Z  12       7.25     1      shop-1"
                + "  no  [2Jpaper");
  }

  @Test
  void a_task_is_shown_with_its_attempts() {
    api.on(
        "GET /tasks/42",
        200,
        """
        {'id':'42','status':'FAILED','params':{'day':1},
         'attempts':[{'attempt':1,'status':'LOST','client':'shop-0'}]}
        """);

    assertThat(fss("task", "show", "42")).isZero();
    assertThat(lines())
        .containsExactly(
            "id      42",
            "status  FAILED",
            "params  {\"day\":1}",
            "",
            "ATTEMPT  STATUS  CLIENT  STARTED  ENDED  MESSAGE",
            "1        LOST    shop-0  -        -      -");
  }

  @Test
  void logs_are_read_to_their_end() {
    api.on("GET /tasks/42/logs?level=WARN", 200, log("a", "c1", true))
        .on("GET /tasks/42/logs?level=WARN&cursor=c1", 200, log("b", "c2", false));

    assertThat(fss("task", "logs", "42", "--level", "warn")).isZero();
    assertThat(lines())
        .containsExactly("2026-01-01T00:00:00.000Z INFO  a", "2026-01-01T00:00:00.000Z INFO  b");
  }

  @Test
  void logs_as_json_are_one_page() {
    api.on("GET /tasks/42/logs", 200, log("a", "c1", true))
        .on("GET /tasks/42/logs?cursor=c1", 200, log("b", "c2", false));

    assertThat(fss("task", "logs", "42", "--json")).isZero();

    JsonObject all = new JsonObject(out.toString());
    assertThat(all.getJsonArray("lines")).hasSize(2);
    assertThat(all.getString("cursor")).isEqualTo("c2");
  }

  @Test
  void a_followed_log_ends_when_the_task_has_ended_and_its_last_lines_have_come() {
    api.on("GET /tasks/42", 200, "{'status':'RUNNING'}")
        .on("GET /tasks/42", 200, "{'status':'RUNNING'}")
        .on("GET /tasks/42", 200, "{'status':'SUCCEEDED'}")
        .on("GET /tasks/42/logs", 200, log("a", "c1", false))
        .on("GET /tasks/42/logs?cursor=c1", 200, log("b", "c2", false))
        .on("GET /tasks/42/logs?cursor=c2", 200, "{'lines':[],'cursor':'c2','more':false}")
        .on("GET /tasks/42/logs?cursor=c2", 200, log("late", "c3", false))
        .on("GET /tasks/42/logs?cursor=c3", 200, "{'lines':[],'cursor':'c3','more':false}");

    assertThat(fss("task", "logs", "-f", "42")).isZero();
    assertThat(lines().stream().map(line -> line.substring(line.lastIndexOf(' ') + 1)))
        .containsExactly("a", "b", "late");
  }

  @Test
  void clients_are_listed() {
    api.on(
        "GET /clients?app=shop&online=true&limit=1000",
        200,
        page(
            """
            {'namespace':'default','app':'shop','client':'shop-1','mode':'stream','online':true,
             'running':2,'capacity':8,'lastHeartbeatAt':'2026-01-01T00:00:00.000Z',
             'cpuLoad':0.25,'rule':{'deed':'drain'},'session':'0123456789abcdef0123456789abcdef'}
            """,
            "null"));

    assertThat(fss("client", "list", "--app", "shop", "--online")).isZero();
    assertThat(lines().get(1))
        .isEqualTo(
            "default    shop  shop-1  stream  true    drain  2        8         0.25"
                + "  2026-01-01T00:00:00.000Z  0123456789abcdef0123456789abcdef");
  }

  @Test
  void a_further_command_can_be_added_and_keeps_its_own_exit_code_and_help() {
    CommandLine line = FssCommand.commandLine().addSubcommand(new Further());
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    assertThat(line.execute("further")).isEqualTo(9);
    assertThat(line.execute("further", "--help")).isZero();
    assertThat(out.toString()).contains("Goes further.");
  }

  @Command(name = "further", description = "Goes further.", mixinStandardHelpOptions = true)
  static final class Further implements java.util.concurrent.Callable<Integer> {
    @Override
    public Integer call() {
      return 9;
    }
  }

  @Test
  void help_tells_the_exit_codes_in_the_language_of_the_user() {
    assertThat(bare("group", "list", "--help")).isZero();
    assertThat(out.toString()).contains("Lists task groups.", "Exit codes:", "wrong usage");

    Locale.setDefault(Locale.CHINA);
    assertThat(bare("group", "list", "--help")).isZero();
    assertThat(out.toString()).contains("列出任务组", "退出码");
  }

  @Test
  void both_languages_have_the_same_texts() {
    ResourceBundle english = ResourceBundle.getBundle(Texts.BUNDLE, Locale.ROOT);
    ResourceBundle chinese = ResourceBundle.getBundle(Texts.BUNDLE, Locale.CHINA);

    assertThat(chinese.getLocale()).isEqualTo(Locale.CHINA);
    for (String key : english.keySet()) {
      if (!key.equals("column.id")) {
        assertThat(chinese.getString(key)).as(key).isNotEqualTo(english.getString(key));
      }
    }
  }

  private static String log(String message, String cursor, boolean more) {
    return """
        {'lines':[{'at':'2026-01-01T00:00:00.000Z','level':'INFO','message':'%s','attempt':1,
                   'sequence':1}],'cursor':'%s','more':%s}
        """
        .formatted(message, cursor, more);
  }
}
