package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Refusal;
import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupControlRequest;
import io.fss.proto.bus.v1.GroupControlRequest.Deed;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.bus.v1.Violation;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.Policies;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Edits by people who do not know of each other, and changes by jobs who know of neither. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class EditTest {
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

  private static GroupSpec.Builder spec() {
    return Specs.manual("g").setData("{\"n\":1}");
  }

  private FakeEdge.Sent run(GroupInfo group) {
    fss.registry.online("c1", 50, "bill");
    int before = fss.edge.of("g").size();
    fss.run(group);
    return fss.edge.awaitNth("g", before + 1);
  }

  /** The job says that it changed the data it was given. */
  private void changes(FakeEdge.Sent sent, String data) {
    fss.client.ends(
        sent, fss.client.success().setData(data).setDataVersion(sent.execution().getDataVersion()));
  }

  private Refusal stale(GroupInfo read, GroupSpec.Builder spec) {
    Refusal refusal = (Refusal) failure(fss.tryToEdit(read, spec));
    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.CONFLICT);
    return refusal;
  }

  private static List<String> fields(Refusal refusal) {
    return refusal.violations().stream().map(Violation::getField).toList();
  }

  private String data(GroupInfo group) {
    return fss.group(group.getId()).getSpec().getData();
  }

  // ---- the definition

  @Test
  void a_stale_edit_is_told_every_field_that_was_changed_since() {
    GroupInfo read = fss.create(spec().setTrigger(Specs.cron("0 0 3 * * ?", "")));
    GroupInfo once =
        fss.edit(
            read,
            spec()
                .setTrigger(Specs.cron("0 0 4 * * ?", ""))
                .putLabels("team", "a")
                .setDescription("at four"));
    fss.edit(
        once,
        spec()
            .setTrigger(Specs.cron("0 0 4 * * ?", "Europe/Berlin"))
            .putLabels("team", "a")
            .setPolicies(Policies.newBuilder().setMaxTries(3)));

    Refusal refusal = stale(read, spec().setDescription("mine"));

    assertThat(fields(refusal))
        .containsExactly("labels.team", "policies.maxTries", "trigger.expression", "trigger.zone");
    assertThat(refusal).hasMessageStartingWith("version 1 (data 1) is stale: the group is at");
    assertThat(fss.group(read.getId()).getVersion()).isEqualTo(3);
  }

  @Test
  void a_stale_edit_is_told_that_the_group_was_disabled_and_not_what_it_wants_itself() {
    GroupInfo read = fss.create(spec());
    fss.disable(read);

    Refusal refusal = stale(read, spec().setDescription("mine"));

    assertThat(fields(refusal)).containsExactly("enabled");
    assertThat(fss.group(read.getId()).getSpec().getEnabled()).isFalse();
  }

  @Test
  void a_stale_edit_of_what_is_again_as_it_was_is_told_so() {
    GroupInfo read = fss.create(spec());
    fss.disable(read);
    fss.enable(read);

    Refusal refusal = stale(read, spec().setDescription("mine"));

    assertThat(refusal).hasMessageEndingWith("changed since: nothing that is not as it was");
  }

  @Test
  void who_read_it_longer_ago_than_is_remembered_is_told_what_differs_from_the_wish() {
    GroupInfo read = fss.create(spec());
    GroupInfo now = read;
    for (int i = 0; i < 25; i++) {
      now = fss.edit(now, spec().setDescription("edit " + i));
    }

    assertThat(fields(stale(read, spec()))).containsExactly("description");
    assertThat(fss.count("task_group_version")).isLessThanOrEqualTo(21);
  }

  @Test
  void of_two_edits_at_the_same_time_the_slower_one_is_told_what_the_faster_one_changed() {
    GroupInfo read = fss.create(spec());

    Future<GroupInfo> one = fss.tryToEdit(read, spec().setDescription("one"));
    Future<GroupInfo> two = fss.tryToEdit(read, spec().setDescription("two"));
    await(Future.join(one, two).transform(done -> Future.succeededFuture()));

    Future<GroupInfo> slower = one.succeeded() ? two : one;
    assertThat(fields((Refusal) failure(slower))).containsExactly("description");
    assertThat(Stream.of(one, two).filter(Future::succeeded)).hasSize(1);
  }

  @Test
  void a_version_that_is_not_there_yet_is_stale_too() {
    GroupInfo read = fss.create(spec());

    Refusal refusal = stale(read.toBuilder().setVersion(7).build(), spec().setDescription("mine"));

    assertThat(refusal).hasMessageContaining("version 7 (data 1) is stale: the group is at");
    assertThat(fss.group(read.getId()).getVersion()).isEqualTo(1);
  }

  // ---- what waits

  @Test
  void new_policies_count_for_what_waits_and_not_for_what_has_begun() {
    GroupInfo read = fss.create(spec());
    FakeEdge.Sent running = run(read);
    GroupInfo rare = fss.create(Specs.group("rare", Specs.once(fss.now())).setJob("rare"));
    until("parked", () -> fss.count("task WHERE wait = 1") == 1);

    fss.edit(read, spec().setPolicies(Policies.newBuilder().setMaxTries(2)));
    fss.edit(
        rare,
        Specs.group("rare", Specs.once(fss.now()))
            .setJob("rare")
            .setPolicies(Policies.newBuilder().setClientWaitMs(5_000)));
    fss.client.fails(running, "no");
    fss.pass(Duration.ofSeconds(5));

    assertThat(fss.task(running.task()).getStatus()).isEqualTo(TaskStatus.FAILED);
    until("skipped", () -> fss.tasks(rare, TaskStatus.SKIPPED).size() == 1);
  }

  @Test
  void the_bound_that_a_run_by_hand_was_given_survives_an_edit() {
    GroupInfo read = fss.create(spec().setJob("rare"));
    long task =
        fss.control(
                read,
                GroupControlRequest.newBuilder().setDeed(Deed.RUN).setFinishByMs(fss.now() + 2_000))
            .getTaskId();
    until("parked", () -> fss.count("task WHERE wait = 1") == 1);

    fss.edit(read, spec().setJob("rare").setDescription("edited"));
    assertThat(fss.task(task).getFinishByMs()).isEqualTo(fss.now() + 2_000);
    fss.pass(Duration.ofSeconds(2));

    assertThat(fss.awaitStatus(task, TaskStatus.SKIPPED).getMessage()).startsWith("expired");
  }

  // ---- the data

  @Test
  void an_edit_of_data_that_a_job_has_changed_since_is_refused_and_names_them() {
    GroupInfo read = fss.create(spec());
    changes(run(read), "{\"n\":2}");

    Refusal refusal = stale(read, spec().setData("{\"n\":7}"));

    assertThat(fields(refusal)).containsExactly("data");
    assertThat(refusal)
        .hasMessage(
            "version 1 (data 1) is stale: the group is at version 1 (data 2); changed since: data");
    assertThat(data(read)).isEqualTo("{\"n\":2}");
  }

  @Test
  void an_edit_that_would_put_back_what_a_job_has_changed_is_refused() {
    GroupInfo read = fss.create(spec());
    changes(run(read), "{\"n\":2}");

    assertThat(fields(stale(read, spec().setDescription("mine")))).containsExactly("data");

    assertThat(data(read)).isEqualTo("{\"n\":2}");
  }

  @Test
  void an_edit_of_the_data_that_does_not_say_which_ones_it_was_made_on_is_refused() {
    GroupInfo read = fss.create(spec());
    changes(run(read), "{\"n\":2}");

    Refusal refusal =
        stale(read.toBuilder().setDataVersion(0).build(), spec().setData("{\"n\":7}"));

    assertThat(fields(refusal)).containsExactly("data");
    assertThat(refusal).hasMessageContaining("must say which version of them it was made on");
    assertThat(data(read)).isEqualTo("{\"n\":2}");
  }

  @Test
  void an_edit_that_leaves_the_data_as_they_are_keeps_what_a_job_has_changed() {
    GroupInfo read = fss.create(spec());
    changes(run(read), "{\"n\":2}");

    GroupInfo edited = fss.edit(read, spec().setData("{\"n\":2}").setDescription("mine"));

    assertThat(edited.getSpec().getDescription()).isEqualTo("mine");
    assertThat(edited.getDataVersion()).isEqualTo(2);
    assertThat(data(read)).isEqualTo("{\"n\":2}");
  }

  @Test
  void the_change_of_a_job_that_ran_during_an_edit_of_the_data_stays_with_its_task() {
    GroupInfo read = fss.create(spec());
    FakeEdge.Sent running = run(read);
    fss.edit(read, spec().setData("{\"n\":7}"));

    changes(running, "{\"n\":2}");

    assertThat(data(read)).isEqualTo("{\"n\":7}");
    assertThat(fss.task(running.task()).getStatus()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(fss.task(running.task()).getRemark())
        .isEqualTo(
            "the job's change of the data was not kept: the data had been changed since it was"
                + " read");
    FakeEdge.Sent next = run(read);
    assertThat(next.execution().getData()).isEqualTo("{\"n\":7}");
    assertThat(next.execution().getDataVersion()).isEqualTo(2);
  }

  @Test
  void the_change_of_a_job_that_ran_during_an_edit_of_something_else_is_kept() {
    GroupInfo read = fss.create(spec());
    FakeEdge.Sent running = run(read);
    fss.edit(read, spec().setDescription("mine"));

    changes(running, "{\"n\":2}");

    assertThat(data(read)).isEqualTo("{\"n\":2}");
    assertThat(fss.task(running.task()).getRemark()).isEmpty();
  }

  @Test
  void of_an_edit_and_a_change_at_the_same_time_one_is_kept_and_the_other_told() {
    GroupInfo read = fss.create(spec());
    FakeEdge.Sent running = run(read);

    Future<GroupInfo> edit = fss.tryToEdit(read, spec().setData("{\"n\":7}"));
    changes(running, "{\"n\":2}");
    await(edit.transform(done -> Future.succeededFuture()));

    String remark = fss.task(running.task()).getRemark();
    if (edit.succeeded()) {
      assertThat(data(read)).isEqualTo("{\"n\":7}");
      assertThat(remark).contains("change of the data was not kept");
    } else {
      assertThat(data(read)).isEqualTo("{\"n\":2}");
      assertThat(remark).isEmpty();
      assertThat(((Refusal) edit.cause()).kind()).isEqualTo(Refusal.Kind.CONFLICT);
    }
  }

  @Test
  void a_failed_task_keeps_its_change_and_a_try_that_is_followed_by_another_does_not() {
    GroupInfo read = fss.create(spec().setPolicies(Policies.newBuilder().setMaxTries(2)));
    FakeEdge.Sent first = run(read);
    fss.client.ends(
        first,
        fss.client
            .success()
            .setOutcome(Completion.Outcome.FAILED)
            .setData("{\"n\":2}")
            .setDataVersion(1));
    FakeEdge.Sent second = fss.edge.awaitNth("g", 2);
    assertThat(second.execution().getData()).isEqualTo("{\"n\":1}");

    fss.client.ends(
        second,
        fss.client
            .success()
            .setOutcome(Completion.Outcome.FAILED)
            .setData("{\"n\":3}")
            .setDataVersion(1));

    assertThat(data(read)).isEqualTo("{\"n\":3}");
    assertThat(fss.tasks(read)).extracting(TaskInfo::getStatus).containsExactly(TaskStatus.FAILED);
  }
}
