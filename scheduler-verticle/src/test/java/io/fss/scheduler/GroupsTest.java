package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupControlRequest;
import io.fss.proto.bus.v1.GroupControlRequest.Deed;
import io.fss.proto.bus.v1.GroupCreateRequest;
import io.fss.proto.bus.v1.GroupCreated;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupList;
import io.fss.proto.bus.v1.GroupListRequest;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.GroupUpdateRequest;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.bus.v1.Violation;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class GroupsTest {
  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private GroupSpec.Builder later(String name) {
    return Specs.group(name, Specs.rate(1_000, fss.now() + 10_000));
  }

  private Future<GroupInfo> update(GroupInfo group, GroupSpec.Builder spec) {
    return fss.bus.request(
        Channels.GROUP_UPDATE,
        GroupUpdateRequest.newBuilder()
            .setId(group.getId())
            .setVersion(group.getVersion())
            .setDataVersion(group.getDataVersion())
            .setSpec(spec)
            .build());
  }

  private GroupList list(GroupListRequest.Builder request) {
    return await(fss.bus.request(Channels.GROUP_LIST, request.build()));
  }

  private static Refusal refusal(Future<?> asked) {
    return (Refusal) failure(asked);
  }

  @Test
  void groups_are_created_in_bulk_and_each_is_refused_by_itself() {
    fss.create(Specs.manual("old"));

    List<GroupCreated> results =
        fss.ask(
            Specs.manual("first"),
            Specs.group("bad name", Specs.rate(1, 0)),
            Specs.manual("first"),
            Specs.manual("old"),
            Specs.manual("last"));

    assertThat(results.get(0).getGroup().getSpec().getName()).isEqualTo("first");
    assertThat(results.get(1).getViolationsList())
        .extracting(Violation::getField)
        .containsExactly("name", "trigger.everyMs");
    assertThat(results.subList(2, 4))
        .allSatisfy(taken -> assertThat(taken.hasGroup()).isFalse())
        .flatExtracting(GroupCreated::getViolationsList)
        .extracting(Violation::getField, Violation::getValue, Violation::getRule)
        .containsExactly(
            tuple("name", "first", "must be unique in namespace default"),
            tuple("name", "old", "must be unique in namespace default"));
    assertThat(results.get(4).getGroup().getId()).isPositive();
    assertThat(list(GroupListRequest.newBuilder()).getGroupsList())
        .extracting(group -> group.getSpec().getName())
        .containsExactly("old", "first", "last");
  }

  @Test
  void the_same_name_may_stand_in_two_namespaces() {
    GroupInfo here = fss.create(Specs.manual("g"));
    GroupInfo there = fss.create(Specs.manual("g").setNamespace("elsewhere"));

    assertThat(there.getId()).isNotEqualTo(here.getId());
  }

  @Test
  void too_many_groups_at_once_are_refused() {
    GroupCreateRequest.Builder request = GroupCreateRequest.newBuilder();
    for (int i = 0; i <= 1_000; i++) {
      request.addSpecs(Specs.manual("g" + i));
    }

    Refusal refusal = refusal(fss.bus.request(Channels.GROUP_CREATE, request.build()));

    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INVALID);
    assertThat(refusal).hasMessageContaining("must be at most 1000");
  }

  @Test
  void an_enabled_group_has_its_first_task_planned() {
    GroupInfo group = fss.create(later("g"));

    TaskInfo task = fss.tasks(group).get(0);
    assertThat(task.getStatus()).isEqualTo(TaskStatus.WAITING);
    assertThat(task.getPlannedAtMs()).isEqualTo(fss.now() + 10_000);
    assertThat(task.getOccurrenceKey()).isEqualTo("at:" + (fss.now() + 10_000));
    assertThat(group.getNextTaskId()).isEqualTo(task.getId());
    assertThat(fss.group(group.getId()).toBuilder().clearCounters().build()).isEqualTo(group);
  }

  @Test
  void a_group_that_is_created_disabled_plans_nothing_until_it_is_enabled() {
    GroupInfo group = fss.create(later("g").setEnabled(false));
    assertThat(fss.tasks(group)).isEmpty();

    GroupInfo enabled = fss.enable(group);

    assertThat(enabled.getVersion()).isEqualTo(group.getVersion() + 1);
    assertThat(fss.tasks(group))
        .extracting(TaskInfo::getId)
        .containsExactly(enabled.getNextTaskId());
  }

  @Test
  void enabling_twice_is_the_same_as_once() {
    GroupInfo group = fss.create(later("g").setEnabled(false));

    GroupInfo once = fss.enable(group);
    GroupInfo twice = fss.enable(group);

    assertThat(twice).isEqualTo(once);
    assertThat(fss.tasks(group)).hasSize(1);
  }

  @Test
  void disabling_twice_is_the_same_as_once() {
    GroupInfo group = fss.create(later("g"));

    GroupInfo once = fss.disable(group);
    GroupInfo twice = fss.disable(group);

    assertThat(once.getSpec().getEnabled()).isFalse();
    assertThat(once.getNextTaskId()).isZero();
    assertThat(twice).isEqualTo(once);
  }

  @Test
  void a_plan_of_the_future_vanishes_when_its_group_is_disabled() {
    GroupInfo group = fss.create(later("g"));
    fss.registry.online("c1", 1, "bill");

    fss.disable(group);
    fss.pass(Duration.ofSeconds(11));
    fss.looked();

    assertThat(fss.tasks(group)).isEmpty();
    assertThat(fss.edge.of("g")).isEmpty();
  }

  @Test
  void what_was_due_when_its_group_was_disabled_is_recorded_as_cancelled() {
    GroupInfo group = fss.create(Specs.group("g", Specs.rate(1_000, 0)));
    fss.looked();

    fss.disable(group);

    assertThat(fss.tasks(group))
        .extracting(TaskInfo::getStatus, TaskInfo::getMessage)
        .containsExactly(tuple(TaskStatus.CANCELLED, "cancelled: the group was disabled"));
    assertThat(fss.group(group.getId()).getCounters().getRuns()).isZero();
  }

  @Test
  void a_running_task_finishes_when_its_group_is_disabled_and_plans_nothing() {
    fss.registry.online("c1", 2, "bill");
    GroupInfo group = fss.create(Specs.group("g", Specs.delay(1_000, 0)));
    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);

    fss.disable(group);
    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.COMMITTED);

    assertThat(fss.tasks(group))
        .extracting(TaskInfo::getStatus)
        .containsExactly(TaskStatus.SUCCEEDED);
    assertThat(fss.group(group.getId()).getNextTaskId()).isZero();
  }

  @Test
  void a_run_with_a_key_is_made_once_also_after_it_has_ended() {
    fss.registry.online("c1", 5, "bill");
    GroupInfo group = fss.create(Specs.manual("g"));

    long task = fss.run(group, "order-7", "");
    assertThat(fss.run(group, "order-7", "")).isEqualTo(task);
    fss.client.succeeds(fss.edge.awaitNth("g", 1));

    assertThat(fss.run(group, "order-7", "")).isEqualTo(task);
    assertThat(fss.run(group, "order-8", "")).isNotEqualTo(task);
    assertThat(fss.edge.awaitSent("g", 2)).hasSize(2);
    assertThat(fss.tasks(group)).hasSize(2);
  }

  @Test
  void a_key_belongs_to_its_group() {
    GroupInfo one = fss.create(Specs.manual("one"));
    GroupInfo two = fss.create(Specs.manual("two"));

    assertThat(fss.run(one, "k", "")).isNotEqualTo(fss.run(two, "k", ""));
  }

  @Test
  void a_disabled_group_can_be_run_by_hand_with_parameters() {
    fss.registry.online("c1", 5, "bill");
    GroupInfo group = fss.create(later("g").setEnabled(false).setData("{\"region\":\"north\"}"));

    long task = fss.run(group, "", "{\"only\":7}");

    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);
    assertThat(sent.task()).isEqualTo(task);
    assertThat(sent.execution().getParams()).isEqualTo("{\"only\":7}");
    assertThat(sent.execution().getData()).isEqualTo("{\"region\":\"north\"}");
    fss.client.succeeds(sent);
    assertThat(fss.tasks(group)).hasSize(1);
  }

  @Test
  void bad_parameters_of_a_run_are_refused_with_their_rules() {
    GroupInfo group = fss.create(Specs.manual("g"));

    Refusal refusal =
        refusal(
            fss.bus.request(
                Channels.GROUP_CONTROL,
                GroupControlRequest.newBuilder()
                    .setId(group.getId())
                    .setDeed(Deed.RUN)
                    .setKey("k".repeat(201))
                    .setParams("[]")
                    .build()));

    assertThat(refusal.violations())
        .extracting(Violation::getField)
        .containsExactly("params", "key");
    assertThat(fss.tasks(group)).isEmpty();
  }

  @Test
  void keys_and_labels_that_end_with_a_blank_are_refused() {
    GroupInfo group = fss.create(Specs.manual("g"));
    Refusal refusal =
        (Refusal)
            failure(
                fss.bus.request(
                    Channels.GROUP_CONTROL,
                    GroupControlRequest.newBuilder()
                        .setId(group.getId())
                        .setDeed(Deed.RUN)
                        .setKey("order-7 ")
                        .build()));
    assertThat(refusal).hasMessage("key 'order-7 ': must not end with a blank");
    assertThat(fss.run(group, "order 7", "")).isNotEqualTo(fss.run(group, " order 7", ""));

    assertThat(fss.ask(Specs.manual("h").putLabels("team", "red ")).get(0).getViolationsList())
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.getField()).isEqualTo("labels.team");
              assertThat(violation.getRule()).isEqualTo("must not end with a blank");
            });
  }

  @Test
  void a_group_with_a_running_task_is_not_deleted() {
    fss.registry.online("c1", 5, "bill");
    GroupInfo group = fss.create(Specs.manual("g"));
    fss.run(group);
    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);

    assertThat(refusal(fss.tryTo(Deed.DELETE, group)).kind()).isEqualTo(Refusal.Kind.CONFLICT);

    fss.client.succeeds(sent);
    await(fss.tryTo(Deed.DELETE, group));
    assertThat(list(GroupListRequest.newBuilder().setName("g")).getGroupsCount()).isZero();
    assertThat(fss.tasks(group)).extracting(TaskInfo::getId).containsExactly(sent.task());
  }

  @Test
  void a_deleted_group_leaves_nothing_that_could_run() {
    fss.registry.online("c1", 5, "bill");
    GroupInfo group = fss.create(later("g"));

    await(fss.tryTo(Deed.DELETE, group));
    fss.pass(Duration.ofSeconds(11));
    fss.looked();

    assertThat(fss.edge.of("g")).isEmpty();
    assertThat(fss.tasks(group)).isEmpty();
  }

  @Test
  void an_edit_of_a_stale_version_is_refused() {
    GroupInfo group = fss.create(Specs.manual("g"));
    await(update(group, Specs.manual("g").setDescription("mine")));

    Refusal refusal = refusal(update(group, Specs.manual("g").setDescription("yours")));

    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(refusal)
        .hasMessage(
            "version 1 (data 1) is stale: the group is at version 2 (data 1);"
                + " changed since: description");
    assertThat(fss.group(group.getId()).getSpec().getDescription()).isEqualTo("mine");
  }

  @Test
  void of_two_edits_at_the_same_time_one_wins_and_one_is_told() {
    GroupInfo group = fss.create(Specs.manual("g"));

    Future<GroupInfo> one = update(group, Specs.manual("g").setDescription("one"));
    Future<GroupInfo> two = update(group, Specs.manual("g").setDescription("two"));
    await(Future.join(one, two).transform(done -> Future.succeededFuture()));

    assertThat(one.succeeded()).isNotEqualTo(two.succeeded());
    assertThat(fss.group(group.getId()).getVersion()).isEqualTo(2);
  }

  @Test
  void a_changed_trigger_is_planned_anew() {
    GroupInfo group = fss.create(later("g"));

    GroupInfo changed =
        await(update(group, Specs.group("g", Specs.rate(1_000, fss.now() + 30_000))));

    assertThat(changed.getNextRunAtMs()).isEqualTo(fss.now() + 30_000);
    assertThat(fss.tasks(group))
        .extracting(TaskInfo::getId)
        .containsExactly(changed.getNextTaskId())
        .isNotEqualTo(List.of(group.getNextTaskId()));
  }

  @Test
  void an_edit_that_leaves_the_trigger_alone_keeps_the_planned_task() {
    GroupInfo group = fss.create(later("g"));

    GroupInfo changed =
        await(update(group, later("g").setDescription("new words").setData("{\"a\":1}")));

    assertThat(changed.getNextTaskId()).isEqualTo(group.getNextTaskId());
    assertThat(changed.getDataVersion()).isEqualTo(group.getDataVersion() + 1);
    assertThat(fss.tasks(group)).hasSize(1);
  }

  @Test
  void a_group_that_was_edited_goes_on_being_planned() {
    fss.registry.online("c1", 5, "bill");
    GroupInfo group = fss.create(later("g"));
    await(update(group, later("g").setDescription("new words")));

    fss.pass(Duration.ofSeconds(10));
    fss.client.succeeds(fss.edge.awaitNth("g", 1));
    fss.pass(Duration.ofSeconds(1));

    assertThat(fss.edge.awaitSent("g", 2)).hasSize(2);
  }

  @Test
  void name_and_namespace_are_for_ever() {
    GroupInfo group = fss.create(Specs.manual("g"));

    Refusal refusal = refusal(update(group, Specs.manual("h").setNamespace("other")));

    assertThat(refusal.violations())
        .extracting(Violation::getField, Violation::getRule)
        .containsExactly(
            tuple("namespace", "cannot be changed from default"),
            tuple("name", "cannot be changed from g"));
  }

  @Test
  void a_once_group_that_has_run_can_still_be_edited() {
    fss.registry.online("c1", 5, "bill");
    GroupSpec.Builder spec = Specs.group("g", Specs.once(fss.now()));
    GroupInfo group = fss.create(spec);
    fss.client.succeeds(fss.edge.awaitNth("g", 1));
    fss.pass(Duration.ofHours(1));

    GroupInfo changed = await(update(fss.group(group.getId()), spec.setDescription("was fine")));

    assertThat(changed.getSpec().getDescription()).isEqualTo("was fine");
    assertThat(fss.tasks(group)).hasSize(1);
  }

  @Test
  void what_is_asked_of_an_unknown_group_is_refused() {
    GroupInfo unknown = GroupInfo.newBuilder().setId(4711).build();
    GroupInfo none = GroupInfo.getDefaultInstance();
    GroupInfo known = fss.create(Specs.manual("g"));

    assertThat(refusal(fss.tryTo(Deed.ENABLE, unknown)).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(refusal(fss.tryTo(Deed.ENABLE, none)).kind()).isEqualTo(Refusal.Kind.INVALID);
    assertThat(refusal(fss.tryTo(Deed.DEED_UNSPECIFIED, known)))
        .hasMessageContaining("must be ENABLE, DISABLE, RUN, DELETE or CANCEL");
  }

  @Test
  void groups_are_found_by_what_they_are_and_by_text() {
    fss.create(Specs.manual("alpha").setDescription("100% of it"));
    fss.create(Specs.manual("beta").setJob("ship").setEnabled(false));
    fss.create(Specs.manual("gamma").setApp("stock").setDescription("1000 of them"));

    assertThat(names(GroupListRequest.newBuilder().setJob("ship"))).containsExactly("beta");
    assertThat(names(GroupListRequest.newBuilder().setApp("stock"))).containsExactly("gamma");
    assertThat(names(GroupListRequest.newBuilder().setEnabled(false))).containsExactly("beta");
    assertThat(names(GroupListRequest.newBuilder().setText("AMM"))).containsExactly("gamma");
    assertThat(names(GroupListRequest.newBuilder().setText("100%"))).containsExactly("alpha");
    assertThat(names(GroupListRequest.newBuilder().setNamespace("none"))).isEmpty();
  }

  private List<String> names(GroupListRequest.Builder request) {
    return list(request).getGroupsList().stream().map(g -> g.getSpec().getName()).toList();
  }

  @Test
  void groups_are_listed_page_by_page_each_once() {
    fss.ask(Specs.manual("a"), Specs.manual("b"), Specs.manual("c"));

    GroupList first = list(GroupListRequest.newBuilder().setLimit(2));
    GroupList second =
        list(GroupListRequest.newBuilder().setLimit(2).setAfterId(first.getGroups(1).getId()));

    assertThat(first.getGroupsList())
        .extracting(g -> g.getSpec().getName())
        .containsExactly("a", "b");
    assertThat(first.getMore()).isTrue();
    assertThat(second.getGroupsList()).extracting(g -> g.getSpec().getName()).containsExactly("c");
    assertThat(second.getMore()).isFalse();
    assertThat(
            refusal(
                fss.bus.request(
                    Channels.GROUP_LIST, GroupListRequest.newBuilder().setLimit(1_001).build())))
        .hasMessage("limit '1001': must be within 1 and 1000");
  }
}
