package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.AttemptAnswer;
import io.fss.proto.v1.ExecuteAnswer.Answer;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The scheduler goes and comes back over the same file: nothing is lost and nothing runs twice. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class RestartTest {
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

  private void restart() {
    fss.stop();
    fss.pass(Duration.ofMillis(100));
    fss.start();
  }

  @Test
  void the_report_of_an_attempt_of_before_settles_and_the_task_is_not_sent_again() {
    fss.registry.online("c1", 5, "bill");
    GroupInfo group = fss.create(Specs.group("g", Specs.once(fss.now())));
    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);

    restart();
    fss.looked();

    assertThat(fss.edge.of("g")).hasSize(1);
    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.COMMITTED);
    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.STALE);
    assertThat(fss.tasks(group))
        .extracting(TaskInfo::getStatus)
        .containsExactly(TaskStatus.SUCCEEDED);
    assertThat(fss.group(group.getId()).getCounters().getRuns()).isEqualTo(1);
  }

  @Test
  void what_is_booked_ahead_of_its_time_is_sent_before_the_scheduler_has_stopped() {
    fss.registry.online("c1", 5, "bill");
    GroupInfo group = fss.create(Specs.group("g", Specs.once(fss.now() + 50)));
    until("booked", () -> fss.tasks(group, TaskStatus.DISPATCHED).size() == 1);

    Future<Void> stopped = fss.stopping();
    fss.pass(Duration.ofMillis(50));
    await(stopped);

    assertThat(fss.edge.of("g")).hasSize(1);
  }

  @Test
  void a_report_while_the_scheduler_is_away_can_be_sent_again_later() {
    fss.registry.online("c1", 5, "bill");
    fss.create(Specs.group("g", Specs.once(fss.now())));
    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);
    fss.stop();

    assertThat(
            io.fss.kernel.Await.failure(
                fss.bus.request(
                    io.fss.kernel.Channels.TASK_REPORT,
                    io.fss.proto.bus.v1.ReportBatch.getDefaultInstance())))
        .isInstanceOf(io.fss.kernel.Refusal.class);
    fss.start();

    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.COMMITTED);
  }

  @Test
  void what_waited_before_is_sent_in_its_time() {
    fss.registry.online("c1", 5, "bill");
    GroupInfo group = fss.create(Specs.group("g", Specs.rate(60_000, fss.now() + 60_000)));

    restart();
    fss.passTo(group.getNextRunAtMs() - 1);
    fss.looked();
    assertThat(fss.edge.of("g")).isEmpty();
    fss.pass(Duration.ofMillis(1));

    assertThat(fss.edge.awaitNth("g", 1).task()).isEqualTo(group.getNextTaskId());
  }

  @Test
  void what_was_parked_before_is_sent_when_a_client_comes() {
    GroupInfo group = fss.create(Specs.manual("g"));
    long task = fss.run(group);
    until("it is parked", () -> fss.count("task WHERE wait = 1") == 1);

    restart();
    fss.registry.online("c1", 5, "bill");

    assertThat(fss.edge.awaitNth("g", 1).task()).isEqualTo(task);
  }

  @Test
  void a_booking_that_never_reached_its_client_is_asked_about_and_sent_as_a_new_attempt() {
    String session = fss.registry.online("c1", 5, "bill");
    fss.edge.saysNothing(session);
    fss.create(Specs.group("g", Specs.once(fss.now())));
    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);

    restart();
    fss.edge.answers(session, Answer.ACCEPTED);
    fss.pass(Duration.ofMillis(2_001));
    until("the client is asked", () -> !fss.registry.questions(session).isEmpty());
    fss.client.answers(sent, AttemptAnswer.State.NOT_STARTED);

    FakeEdge.Sent again = fss.edge.awaitNth("g", 2);
    assertThat(again.task()).isEqualTo(sent.task());
    assertThat(again.execution().getAttempt()).isEqualTo(2);
  }

  @Test
  void slots_that_were_taken_before_stay_taken() {
    fss.registry.online("c1", 1, "bill");
    GroupInfo group = fss.create(Specs.manual("g"));
    fss.run(group);
    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);

    restart();
    long second = fss.run(group);
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(1);

    fss.client.succeeds(sent);
    assertThat(fss.edge.awaitNth("g", 2).task()).isEqualTo(second);
  }

  @Test
  void a_loss_is_noticed_by_whoever_comes_after() {
    String session = fss.registry.online("c1", 1, "bill");
    fss.create(Specs.group("g", Specs.once(fss.now())));
    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);

    restart();
    fss.registry.silent(session, Duration.ofSeconds(30));

    fss.awaitStatus(sent.task(), TaskStatus.LOST);
  }

  @Test
  void of_many_tasks_in_the_middle_of_everything_each_ends_once() {
    fss.registry.online("c1", 30, "bill");
    GroupInfo group = fss.create(Specs.manual("g"));
    Set<Long> made = new HashSet<>();
    for (int i = 0; i < 45; i++) {
      made.add(fss.run(group));
    }
    List<FakeEdge.Sent> early = fss.edge.awaitSent("g", 30);
    early.subList(0, 10).forEach(fss.client::succeeds);

    restart();
    Set<Long> reported = new HashSet<>();
    early.subList(0, 10).forEach(sent -> reported.add(sent.task()));
    until(
        "all have ended",
        () -> {
          for (FakeEdge.Sent sent : fss.edge.of("g")) {
            if (reported.add(sent.task())) {
              assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.COMMITTED);
            }
          }
          return reported.size() == 45;
        });

    assertThat(fss.edge.of("g")).extracting(FakeEdge.Sent::task).doesNotHaveDuplicates();
    assertThat(fss.tasks(group)).extracting(TaskInfo::getId).hasSize(45).hasSameElementsAs(made);
    assertThat(fss.group(group.getId()).getCounters().getSuccesses()).isEqualTo(45);
  }
}
