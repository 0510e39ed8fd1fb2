package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupControlRequest.Deed;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskListRequest;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.ExecuteAnswer.Answer;
import io.fss.proto.v1.Execution;
import io.fss.proto.v1.JobDeclaration;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class BookingTest {
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

  private GroupInfo everySecondFromIn(Duration wait) {
    return fss.create(Specs.group("g", Specs.rate(1_000, fss.now() + wait.toMillis())));
  }

  @Test
  void nothing_is_sent_before_its_time_and_everything_when_it_has_come() {
    fss.registry.online("c1", 5, "bill");
    everySecondFromIn(Duration.ofSeconds(3));

    fss.pass(Duration.ofMillis(2_999));
    fss.looked();
    assertThat(fss.edge.of("g")).isEmpty();

    fss.pass(Duration.ofMillis(1));
    assertThat(fss.edge.awaitSent("g", 1)).hasSize(1);
  }

  @Test
  void a_client_that_can_hold_a_task_gets_it_ahead_with_the_time_that_is_left() {
    fss.registry.onlineHolding("c1", 5, "bill");
    everySecondFromIn(Duration.ofSeconds(3));

    fss.pass(Duration.ofMillis(2_999 - Stager.LEAD_MS));
    fss.looked();
    assertThat(fss.edge.of("g")).isEmpty();

    fss.pass(Duration.ofMillis(Stager.LEAD_MS - 11));
    FakeEdge.Sent first = fss.edge.awaitNth("g", 1);
    assertThat(first.execution().getStartInMs()).isEqualTo(12);
    fss.client.succeeds(first);
    fss.passTo(fss.now() + 1_012);
    assertThat(fss.edge.awaitNth("g", 2).execution().getStartInMs()).isZero();
  }

  @Test
  void what_was_read_before_its_booking_and_comes_after_it_does_not_call_it_off() {
    fss.registry.online("c1", 5, "bill");
    Promise<Void> read = Promise.promise();
    GroupInfo group = fss.create(Specs.group("g", Specs.once(fss.now() + 3_000)));
    fss.staged();
    Future<Void> found = fss.holdStaging(read.future());
    // An answer that is lost makes the scheduler read what it knows once more.
    GroupInfo other = fss.create(Specs.manual("other"));
    fss.holdAnswers("group", Future.failedFuture(Refusal.unavailable("the connection broke")));
    failure(fss.tryTo(Deed.RUN, other));
    fss.holdAnswers("group", Future.succeededFuture());
    await(found);
    fss.pass(Duration.ofMillis(2_990));
    fss.awaitStatus(group.getNextTaskId(), TaskStatus.DISPATCHED);
    fss.forgotten();

    read.complete();
    fss.staged();
    fss.looked();
    fss.pass(Duration.ofMillis(10));

    assertThat(fss.edge.awaitNth("g", 1).task()).isEqualTo(group.getNextTaskId());
  }

  @Test
  void what_lies_beyond_the_staging_window_comes_in_its_time() {
    fss.registry.online("c1", 5, "bill");
    everySecondFromIn(Duration.ofHours(3));

    fss.pass(Duration.ofHours(3).minusMillis(1));
    fss.looked();
    assertThat(fss.edge.of("g")).isEmpty();

    fss.pass(Duration.ofMillis(1));
    assertThat(fss.edge.awaitSent("g", 1)).hasSize(1);
  }

  @Test
  void a_client_is_told_everything_about_its_task() {
    String session = fss.registry.online("c1", 5, "bill");
    GroupInfo group =
        fss.create(
            Specs.group("g", Specs.once(fss.now() + 1_000))
                .setData("{\"a\":1}")
                .setPolicies(Specs.tries(2, 0).toBuilder().setLeaseMs(12_000)));

    fss.pass(Duration.ofSeconds(1));

    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);
    assertThat(sent.session()).isEqualTo(session);
    assertThat(sent.execution())
        .isEqualTo(
            Execution.newBuilder()
                .setTaskId(group.getNextTaskId())
                .setAttempt(1)
                .setScheduler("n1")
                .setGroup("g")
                .setJob("bill")
                .setPlannedAtMs(fss.now())
                .setTryNumber(1)
                .setData("{\"a\":1}")
                .setDataVersion(1)
                .setLeaseMs(12_000)
                .build());
  }

  @Test
  void when_a_task_is_sent_its_booking_and_the_next_plan_are_committed() {
    String session = fss.registry.online("c1", 5, "bill");
    List<TaskInfo> seen = new CopyOnWriteArrayList<>();
    fss.edge.script(
        session,
        batch ->
            fss.bus
                .request(Channels.TASK_LIST, TaskListRequest.getDefaultInstance())
                .onSuccess(list -> seen.addAll(list.getTasksList()))
                .compose(list -> FakeEdge.answer(batch, Answer.ACCEPTED)));
    GroupInfo group = fss.create(Specs.group("g", Specs.rate(1_000, fss.now() + 1_000)));
    long first = fss.now() + 1_000;

    fss.pass(Duration.ofSeconds(1));

    until("the edge saw the rows", () -> !seen.isEmpty());
    assertThat(seen).hasSize(2);
    assertThat(seen.get(0).getStatus()).isEqualTo(TaskStatus.WAITING);
    assertThat(seen.get(0).getPlannedAtMs()).isEqualTo(first + 1_000);
    assertThat(seen.get(1).getId()).isEqualTo(group.getNextTaskId());
    assertThat(seen.get(1).getStatus()).isEqualTo(TaskStatus.DISPATCHED);
    assertThat(seen.get(1).getSession()).isEqualTo(session);
    assertThat(seen.get(1).getClient()).isEqualTo("c1");
    assertThat(seen.get(1).getBookedAtMs()).isEqualTo(first);
    assertThat(fss.group(group.getId()).getNextTaskId()).isEqualTo(seen.get(0).getId());
  }

  @Test
  void a_cron_goes_from_instant_to_instant() {
    fss.registry.online("c1", 5, "bill");
    GroupInfo group = fss.create(Specs.group("g", Specs.cron("0/10 * * * * ?", "")));
    long first = group.getNextRunAtMs();

    for (int i = 0; i < 3; i++) {
      fss.passTo(first + i * 10_000L);
      fss.client.succeeds(fss.edge.awaitNth("g", i + 1));
    }

    assertThat(fss.edge.of("g"))
        .extracting(sent -> sent.execution().getPlannedAtMs() - first)
        .containsExactly(0L, 10_000L, 20_000L);
  }

  @Test
  void the_clients_of_a_job_take_turns() {
    String one = fss.registry.online("c1", 10, "bill");
    String two = fss.registry.online("c2", 10, "bill");
    GroupInfo group = fss.create(Specs.manual("g"));

    for (int i = 1; i <= 4; i++) {
      fss.run(group);
      fss.edge.awaitSent("g", i);
    }

    List<String> sessions = fss.edge.of("g").stream().map(FakeEdge.Sent::session).toList();
    assertThat(sessions.subList(0, 2)).containsExactlyInAnyOrder(one, two);
    assertThat(sessions.subList(2, 4)).isEqualTo(sessions.subList(0, 2));
  }

  @Test
  void a_client_gets_no_more_than_its_capacity_and_more_as_slots_get_free() {
    fss.registry.online("c1", 2, "bill");
    GroupInfo group = fss.create(Specs.manual("g"));
    for (int i = 0; i < 5; i++) {
      fss.run(group);
    }
    List<FakeEdge.Sent> first = fss.edge.awaitSent("g", 2);
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(2);

    fss.client.succeeds(first.get(0));
    fss.edge.awaitSent("g", 3);
    fss.looked();

    assertThat(fss.edge.of("g")).hasSize(3);
    assertThat(fss.tasks(group, TaskStatus.WAITING)).hasSize(2);
  }

  @Test
  void a_job_gets_no_more_slots_of_a_client_than_it_declared() {
    String session = fss.registry.online("c1", 10, "ship");
    fss.registry.put(
        fss.registry.client(session).toBuilder()
            .addJobs(JobDeclaration.newBuilder().setName("bill").setCapacity(1))
            .build());
    GroupInfo bills = fss.create(Specs.manual("bills"));
    GroupInfo ships = fss.create(Specs.manual("ships").setJob("ship"));

    fss.run(bills);
    fss.run(bills);
    fss.run(ships);
    fss.run(ships);

    fss.edge.awaitSent("ships", 2);
    fss.looked();
    assertThat(fss.edge.of("bills")).hasSize(1);
    fss.client.succeeds(fss.edge.awaitNth("bills", 1));
    assertThat(fss.edge.awaitSent("bills", 2)).hasSize(2);
  }

  @Test
  void the_report_of_a_stranger_frees_no_slot() {
    fss.registry.online("c1", 1, "bill");
    GroupInfo group = fss.create(Specs.manual("g"));
    fss.run(group);
    fss.run(group);
    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);

    Verdict verdict =
        fss.client.succeeds(new FakeEdge.Sent("session-of-stranger", sent.execution()));
    fss.looked();

    assertThat(verdict).isEqualTo(Verdict.STALE);
    assertThat(fss.edge.of("g")).hasSize(1);
  }

  @Test
  void a_full_client_of_one_job_holds_up_no_other_job() {
    fss.registry.online("c1", 1, "bill");
    fss.registry.online("c2", 1, "ship");
    GroupInfo bills = fss.create(Specs.manual("bills"));
    GroupInfo ships = fss.create(Specs.manual("ships").setJob("ship"));
    for (int i = 0; i < 20; i++) {
      fss.run(bills);
    }

    fss.run(ships);

    assertThat(fss.edge.awaitSent("ships", 1)).hasSize(1);
    assertThat(fss.edge.of("bills")).hasSize(1);
  }

  @Test
  void a_task_without_a_client_waits_and_is_sent_when_one_appears() {
    GroupInfo group = everySecondFromIn(Duration.ofSeconds(1));
    fss.pass(Duration.ofSeconds(1));
    fss.looked();
    until("it is parked", () -> fss.count("task WHERE wait = 1") == 1);

    fss.registry.online("c1", 1, "bill");

    assertThat(fss.edge.awaitNth("g", 1).task()).isEqualTo(group.getNextTaskId());
    assertThat(fss.count("task WHERE wait = 1")).isZero();
  }

  @Test
  void the_job_of_another_app_or_namespace_is_another_job() {
    String session = fss.registry.online("c1", 5, "bill");
    fss.create(Specs.group("other-app", Specs.rate(1_000, 0)).setApp("stock"));
    fss.create(Specs.group("other-space", Specs.rate(1_000, 0)).setNamespace("elsewhere"));
    fss.looked();

    assertThat(fss.edge.of("other-app")).isEmpty();
    assertThat(fss.edge.of("other-space")).isEmpty();

    fss.registry.put(
        fss.registry.client(session).toBuilder()
            .setSession("session-of-c2")
            .setNamespace("elsewhere")
            .build());
    assertThat(fss.edge.awaitNth("other-space", 1).session()).isEqualTo("session-of-c2");
  }

  @Test
  void an_offline_client_gets_nothing() {
    String gone = fss.registry.online("c1", 10, "bill");
    String here = fss.registry.online("c2", 10, "bill");
    fss.registry.silent(gone, Duration.ofSeconds(10));
    GroupInfo group = fss.create(Specs.manual("g"));
    fss.looked();

    for (int i = 0; i < 4; i++) {
      fss.run(group);
    }

    assertThat(fss.edge.awaitSent("g", 4)).extracting(FakeEdge.Sent::session).containsOnly(here);
  }

  @Test
  void a_client_whose_news_was_lost_is_found_when_the_next_news_leaves_a_gap() {
    String session = fss.registry.online("c1", 5, "ship");
    fss.registry.putUnseen(
        fss.registry.client(session).toBuilder()
            .setSession("session-of-c2")
            .addJobs(JobDeclaration.newBuilder().setName("bill"))
            .build());
    GroupInfo group = fss.create(Specs.manual("g"));
    fss.run(group);
    fss.looked();

    fss.registry.online("c3", 5, "ship");

    assertThat(fss.edge.awaitNth("g", 1).session()).isEqualTo("session-of-c2");
  }

  @Test
  void news_that_come_while_the_view_is_fetched_are_not_missed() {
    String session = fss.registry.online("c1", 5, "ship");
    GroupInfo group = fss.create(Specs.manual("g"));
    fss.run(group);
    fss.looked();
    Promise<Void> slow = Promise.promise();
    fss.registry.holdViews(slow.future());
    int fetched = fss.registry.viewsFetched.get();
    fss.registry.putUnseen(fss.registry.client(session));
    fss.registry.online("c2", 5, "ship");
    until("the view is asked for", () -> fss.registry.viewsFetched.get() > fetched);

    fss.registry.online("c3", 5, "bill");
    fss.registry.holdViews(io.vertx.core.Future.succeededFuture());
    slow.complete();

    assertThat(fss.edge.awaitNth("g", 1).session()).isEqualTo("session-of-c3");
  }

  @Test
  void a_task_that_cannot_be_written_holds_up_nobody_else() {
    fss.registry.online("c1", 50, "bill");
    long due = fss.now() + 1_000;
    GroupInfo broken = fss.create(Specs.group("broken", Specs.rate(1_000, due)));
    for (int i = 0; i < 5; i++) {
      fss.create(Specs.group("fine", Specs.rate(1_000, due)).setName("fine-" + i));
    }
    // The occurrence after the next one exists already: planning it fails.
    fss.write(
        "INSERT INTO task (id, group_id, occurrence_key, namespace, group_name, app, job, status,"
            + " priority, policies, planned_at, due_at, attempt, tries, lease_ms, check_at,"
            + " finish_by, params, session, client, last_client, message, remark)"
            + " SELECT 1, group_id, 'at:"
            + (due + 1_000)
            + "', namespace, group_name, app, job, 1, priority, policies, 0, "
            + Long.MAX_VALUE
            + ", 1, 0, 30000, 0, 0, '', '', '', '', '', '' FROM task WHERE group_id = "
            + broken.getId());

    fss.passTo(due);

    for (int i = 0; i < 5; i++) {
      assertThat(fss.edge.awaitSent("fine-" + i, 1)).hasSize(1);
    }
    assertThat(fss.edge.of("broken")).isEmpty();
  }

  @Test
  void many_tasks_that_are_due_together_each_go_out_once() {
    fss.registry.online("c1", 200, "bill");
    fss.registry.online("c2", 200, "bill");
    for (int i = 0; i < 300; i++) {
      fss.ask(Specs.group("many", Specs.once(fss.now() + 1_000)).setName("many-" + i));
    }

    fss.pass(Duration.ofSeconds(1));

    until(
        "all are booked",
        () -> fss.count("task WHERE status IN (2, 3)") == 300 && fss.edge.sent().size() >= 300);
    assertThat(fss.edge.sent()).extracting(FakeEdge.Sent::task).doesNotHaveDuplicates();
  }
}
