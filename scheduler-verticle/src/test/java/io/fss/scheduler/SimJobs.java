package io.fss.scheduler;

import io.fss.kernel.InMemoryDatabase;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.Completion.Outcome;
import io.fss.proto.v1.ItemVerdict;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Overlap;
import io.fss.proto.v1.Report;
import io.fss.proto.v1.Verdict;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the jobs do, and what is seen from where they run: the laws that clients must not see
 * broken.
 */
final class SimJobs {
  private static final long CALM_REACTION_MS = 200;
  // Less than the margin before the end of the lease, so that the clients are honest.
  private static final long SLOWEST_REACTION_MS = 3_500;

  private final SimWorld world;
  private final SimLedger ledger;
  private final InMemoryDatabase tables;
  private final Set<SimAttemptKey> entered = new HashSet<>();
  private final Map<Long, Integer> tries = new HashMap<>();
  private final Map<Long, List<Held>> byGroup = new HashMap<>();
  private boolean calm;
  private long runs;

  SimJobs(SimWorld world, SimLedger ledger, InMemoryDatabase tables) {
    this.world = world;
    this.ledger = ledger;
    this.tables = tables;
  }

  private record Held(SimWorker worker, SimAttempt attempt, boolean scheduled) {}

  /** From now on jobs are short and end by themselves. */
  void calm() {
    calm = true;
  }

  long runs() {
    return runs;
  }

  long reactionMs() {
    return world.luck.lowBetween(0, calm ? CALM_REACTION_MS : SLOWEST_REACTION_MS);
  }

  /** A job is entered: looks whether it may be, and says what it is going to do. */
  SimAttempt.Script entered(SimWorker worker, SimAttempt attempt) {
    SimAttemptKey key = attempt.key;
    runs++;
    world.trace(() -> worker.session() + " enters " + key);
    SimLedger.Booking booking = ledger.booking(key);
    if (booking == null || !booking.session().equals(worker.session())) {
      world.violated("%s started on %s without a booking".formatted(key, worker.session()));
      return script(Policies.getDefaultInstance(), attempt);
    }
    if (!entered.add(key)) {
      world.violated(key + " started twice");
    }
    if (world.latestMillis() < booking.dueAt()) {
      world.violated(
          "%s started %d ms early".formatted(key, booking.dueAt() - world.latestMillis()));
    }
    if (tries.merge(key.task(), 1, Integer::sum) > booking.task().getMaxTries()) {
      world.violated(
          "%s is more than the %d tries allowed".formatted(key, booking.task().getMaxTries()));
    }
    beside(worker, attempt, booking);
    return script(booking.task(), attempt);
  }

  private void beside(SimWorker worker, SimAttempt attempt, SimLedger.Booking booking) {
    List<Held> held = byGroup.computeIfAbsent(booking.group(), group -> new ArrayList<>());
    boolean alone = !ledger.account(booking.group()).overlaps.contains(Overlap.ALLOW_ALL);
    Iterator<Held> others = held.iterator();
    while (others.hasNext()) {
      Held other = others.next();
      if (!other.worker().holds(other.attempt())) {
        if (other.worker().process().isDead() || other.attempt().ended) {
          others.remove();
        }
        continue;
      }
      if (other.attempt().key.task() == attempt.key.task()) {
        world.violated(
            "%s started while %s holds a lease".formatted(attempt.key, other.attempt().key));
      }
      if (alone && booking.scheduled() && other.scheduled()) {
        world.violated(
            "%s started beside %s of its group".formatted(attempt.key, other.attempt().key));
      }
    }
    held.add(new Held(worker, attempt, booking.scheduled()));
  }

  private SimAttempt.Script script(Policies policies, SimAttempt attempt) {
    SimLuck luck = world.luck;
    boolean limited = attempt.execution.getTimeoutMs() > 0;
    // Whoever hangs is stopped by a bound, or else it would not be worth simulating.
    boolean hangs = !calm && (limited || policies.getProgressTimeoutMs() > 0) && luck.chance(0.1);
    boolean progresses = luck.chance(0.3) && (limited || !hangs);
    long longest = calm ? 200 : luck.chance(0.7) ? 300 : luck.chance(0.7) ? 3_000 : 12_000;
    Outcome outcome = luck.chance(calm ? 0.02 : 0.2) ? Outcome.FAILED : Outcome.SUCCEEDED;
    return new SimAttempt.Script(
        luck.lowBetween(1, longest),
        outcome,
        hangs,
        reactionMs(),
        progresses ? luck.between(50, 1_500) : 0,
        luck.chance(0.3),
        luck.chance(0.7) ? luck.between(1, 4_000) : 0);
  }

  /** The platform answered a report for good: looks whether the tables say the same. */
  void answered(String session, Report report, ItemVerdict verdict) {
    if (!report.hasCompletion()) {
      return;
    }
    SimAttemptKey key = SimAttemptKey.of(report.getAttempt());
    try {
      if (verdict.getVerdict() == Verdict.COMMITTED) {
        committed(key, report.getCompletion());
      } else if (verdict.getVerdict() == Verdict.STALE) {
        stale(key, session);
      } else {
        world.violated("%s was answered %s".formatted(key, verdict));
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private void committed(SimAttemptKey key, Completion end) throws SQLException {
    // A task that ended while it waited for its next try has its last one in both.
    RowSet<Row> rows =
        tables.run(
            "SELECT 1 AS place, status FROM task_attempt WHERE task_id = ? AND attempt = ?"
                + " UNION ALL SELECT 2, status FROM task_history WHERE id = ? AND attempt = ?"
                + " ORDER BY place",
            key.task(),
            key.attempt(),
            key.task(),
            key.attempt());
    if (rows.size() == 0) {
      world.violated("the end of %s was acknowledged and is not on record".formatted(key));
      return;
    }
    int status = rows.iterator().next().getInteger("status");
    boolean succeeded = status == TaskStatus.SUCCEEDED_VALUE;
    if (succeeded != (end.getOutcome() == Outcome.SUCCEEDED)) {
      world.violated("%s ended %s and is on record as %d".formatted(key, end.getOutcome(), status));
    }
  }

  private void stale(SimAttemptKey key, String session) throws SQLException {
    RowSet<Row> rows =
        tables.run(
            "SELECT id FROM task WHERE id = ? AND attempt = ? AND session = ?"
                + " AND status IN (2, 3, 4)",
            key.task(),
            key.attempt(),
            session);
    if (rows.size() > 0) {
      world.violated("the end of %s was called stale, and it is not".formatted(key));
    }
  }
}
