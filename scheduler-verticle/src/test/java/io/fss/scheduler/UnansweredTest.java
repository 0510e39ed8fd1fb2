package io.fss.scheduler;

import static io.fss.kernel.Await.until;

import io.fss.kernel.Refusal;
import io.fss.kernel.TestDatabases;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Overlap;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Transactions that were committed while the connection broke: nobody learnt what they planned. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class UnansweredTest {
  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
    fss.registry.online("c1", 50, "bill");
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private static Policies.Builder beside() {
    return Policies.newBuilder().setOverlap(Overlap.ALLOW_ALL).setOverlapLimit(9);
  }

  private void answersAreLost(String lane) {
    fss.holdAnswers(lane, Future.failedFuture(Refusal.unavailable("the connection broke")));
  }

  private void answersArrive(String lane) {
    fss.holdAnswers(lane, Future.succeededFuture());
  }

  private void sent(String group, long planned) {
    until(
        group + " was sent",
        () ->
            fss.edge.of(group).stream()
                .anyMatch(sent -> sent.execution().getPlannedAtMs() == planned));
  }

  @Test
  void what_a_lost_booking_planned_runs_on_its_moment() {
    // given
    long begin = fss.now();
    fss.create(Specs.group("g", Specs.rate(3_000, begin + 1_000)).setPolicies(beside()));
    fss.create(Specs.group("far", Specs.once(begin + 5_000)));
    fss.staged();
    answersAreLost("book");
    fss.pass(Duration.ofSeconds(1));
    until(
        "the next is planned", () -> fss.count("task WHERE planned_at = " + (begin + 4_000)) == 1);

    // when
    answersArrive("book");
    fss.staged();
    fss.passTo(begin + 4_000);

    // then
    sent("g", begin + 4_000);
  }

  @Test
  void what_a_lost_end_planned_runs_on_its_moment() {
    // given
    long begin = fss.now();
    fss.create(Specs.group("g", Specs.delay(2_000, 0)));
    fss.create(Specs.group("far", Specs.once(begin + 5_000)));
    FakeEdge.Sent first = fss.edge.awaitNth("g", 1);
    fss.staged();
    answersAreLost("settle");
    fss.client.succeeds(first);
    until(
        "the next is planned", () -> fss.count("task WHERE planned_at = " + (begin + 2_000)) == 1);

    // when
    answersArrive("settle");
    fss.staged();
    fss.passTo(begin + 2_000);

    // then
    sent("g", begin + 2_000);
  }
}
