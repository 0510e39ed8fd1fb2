package io.fss.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.GroupCreateReply;
import io.fss.proto.bus.v1.GroupCreated;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a batch says of a broken group is what the library's validator says of it alone. */
class ShapeTest {
  private static final String GROUP =
      """
      {"name":"nightly","app":"shop","job":"report","trigger":{"type":"manual"}}
      """;

  /** What makes the group above a broken one: merged into it. */
  private static final List<String> FAULTS =
      List.of(
          "{'colour':'red','trigger':{'type':'manual','zone':'UTC','at':5}}",
          "{'name':'night ly','app':5,'job':null,'enabled':'yes'}",
          "{'name':'','namespace':'Upper','description':5}",
          "{'trigger':'manual'}",
          "{'trigger':{}}",
          "{'trigger':{'type':'lunar','phase':1}}",
          "{'trigger':{'type':5}}",
          "{'trigger':{'type':'cron'}}",
          "{'trigger':{'type':'cron','expression':'','zone':[]}}",
          "{'trigger':{'type':'interval','everyMs':5,'mode':'random','calendar':'a b'}}",
          "{'trigger':{'type':'interval','everyMs':10.5,'maxRuns':0,'jitterMs':86400001}}",
          "{'trigger':{'type':'interval','everyMs':999999999999,'firstAt':'soon','endAt':7}}",
          "{'trigger':{'type':'once','at':'tomorrow','startAt':'2026-01-01'}}",
          "{'trigger':{'type':'list','at':[]}}",
          "{'trigger':{'type':'list','at':['2026-01-01T00:00:00Z','x',null,5]}}",
          "{'trigger':{'type':'list','at':'2026-01-01T00:00:00Z'}}",
          "{'trigger':{'type':'daily','everyMs':999,'from':'24:00','to':'9:00'}}",
          "{'trigger':{'type':'daily','everyMs':1000,'from':'09:00','weekdays':['funday',1]}}",
          "{'trigger':{'type':'dynamic','fallbackMs':99,'expression':'x'}}",
          "{'policies':{'maxTries':0,'leaseMs':9999,'priority':101,'overlap':'never'}}",
          "{'policies':{'maxTries':101,'priority':-101,'misfireLimit':0,'overlapLimit':1001}}",
          "{'policies':{'retryOn':['failed','skipped'],'retryElsewhere':1,'retries':3}}",
          "{'policies':{'retryOn':['failed','failed','failed','failed'],'retryBackoff':'none'}}",
          "{'policies':[],'data':[],'labels':'a'}",
          "{'labels':{'a':1,'b':null,'c':'d'}}");

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

  @Test
  void a_broken_group_of_a_batch_is_told_what_it_would_be_told_alone() {
    for (String fault : FAULTS) {
      JsonObject group = new JsonObject(GROUP).mergeIn(new JsonObject(fault.replace('\'', '"')));

      List<String> alone = console.post("/api/v1/groups", group.encode()).violations();

      assertThat(alone).as(fault).isNotEmpty();
      assertThat(inBatch(group)).as(fault).containsExactlyInAnyOrderElementsOf(alone);
    }
  }

  @Test
  void a_group_that_lacks_everything_is_told_all_of_it() {
    assertThat(inBatch(new JsonObject()))
        .containsExactlyInAnyOrder(
            "name||is required", "app||is required", "job||is required", "trigger||is required");
  }

  @Test
  void too_much_of_anything_is_told_alike() {
    JsonObject labels = new JsonObject();
    for (int i = 0; i < 33; i++) {
      labels.put("k" + i, "v");
    }
    JsonArray instants = new JsonArray();
    for (int i = 0; i < 1001; i++) {
      instants.add("2026-01-01T00:00:00Z");
    }
    JsonObject group =
        new JsonObject(GROUP)
            .put("labels", labels)
            .put("description", "\uD83D\uDE00".repeat(1001))
            .put("trigger", new JsonObject().put("type", "list").put("at", instants));

    List<String> alone = console.post("/api/v1/groups", group.encode()).violations();

    assertThat(alone).hasSize(3);
    assertThat(inBatch(group)).containsExactlyInAnyOrderElementsOf(alone);
  }

  @Test
  void what_a_group_alone_may_have_it_may_have_in_a_batch() {
    JsonObject group =
        new JsonObject(
            """
            {"namespace":"a","name":"n","app":"b","job":"c","enabled":false,
             "description":"%s","data":{"any":[1,null]},"labels":{"team":"x"},
             "trigger":{"type":"daily","everyMs":1000,"from":"09:00:01","to":"10:00",
                        "weekdays":["monday"],"startAt":"2026-01-01T01:00:00+01:00"},
             "policies":{"retryOn":["lost"],"priority":-100}}
            """
                .formatted("\uD83D\uDE00".repeat(1000)));

    console.parts.answer(
        Channels.GROUP_CREATE,
        GroupCreateReply.newBuilder()
            .addResults(
                GroupCreated.newBuilder().addViolations(Refusal.violation("job", "c", "is odd")))
            .build());
    assertThat(console.post("/api/v1/groups", group.encode()).violations())
        .containsExactly("job|c|is odd");
    assertThat(inBatch(group)).isEmpty();
  }

  @Test
  void a_number_that_no_machine_holds_is_told_its_bound() {
    String broken = "{'trigger':{'type':'interval','everyMs':-99999999999999999999}}";

    assertThat(inBatch(new JsonObject(GROUP).mergeIn(new JsonObject(broken.replace('\'', '"')))))
        .containsExactly("trigger.everyMs|-99999999999999999999|must be at least 100");
  }

  @Test
  void an_item_that_is_no_group_is_refused_alone() {
    Findings found = new Findings();

    console.contract.shape("GroupInput").check(5, At.INPUT, found);

    assertThat(found.list().get(0).getField()).isEqualTo("body");
    assertThat(found.list().get(0).getRule()).isEqualTo("must be of type object");
  }

  @Test
  void a_keyword_that_cannot_be_checked_fails_the_start() {
    JsonObject odd = new JsonObject().put("type", "integer").put("multipleOf", 5);
    JsonObject contract =
        new JsonObject()
            .put("components", new JsonObject().put("schemas", new JsonObject().put("Odd", odd)));

    assertThatThrownBy(() -> new Shapes(contract).named("Odd"))
        .hasMessage("schema Odd of type 'integer': keyword multipleOf cannot be checked");
  }

  /** What is wrong with a group in a batch; nothing when it would reach the scheduler. */
  private static List<String> inBatch(JsonObject group) {
    Findings found = new Findings();
    console.contract.shape("GroupInput").check(group, At.INPUT, found);
    return found.list().stream()
        .map(v -> String.join("|", v.getField(), v.getValue(), v.getRule()))
        .toList();
  }
}
