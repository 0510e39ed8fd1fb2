package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Columns;
import io.fss.kernel.Dialect;
import io.fss.kernel.GuardedUpdate;
import io.fss.kernel.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts tasks back whose attempt ended and that are tried again, under the locks of their groups.
 */
final class TriesAgain {
  private static final GuardedUpdate AGAIN =
      new GuardedUpdate(
          "task",
          List.of(
              "status = 1",
              "wait = 0",
              "excused = 1",
              "attempt = task.attempt + 1",
              "tries = task.tries + b.tried",
              "due_at = b.due",
              "check_at = task.finish_by",
              "last_client = b.client",
              "session = ''",
              "client = ''",
              "booked_at = 0",
              "progress = 0",
              "stop_status = 0",
              "message = b.message"),
          Columns.of(
              "id BIGINT", "attempt INT", "tried INT", "due BIGINT", "client TEXT", "message TEXT"),
          "task.id = b.id AND task.attempt = b.attempt AND " + TaskRow.BOOKED,
          List.of("task.id"));

  private static final String ATTEMPT =
      """
      INSERT INTO task_attempt (task_id, attempt, last_attempt, status, session, client, booked_at,
        started_at, ended_at, message)
      SELECT t.id, t.attempt, t.attempt, b.status, t.session, t.client, t.booked_at, b.started,
        b.ended, b.message
      FROM {b} JOIN task t ON t.id = b.id
      WHERE true
      """;

  // A client that declares more room than it has may refuse a waiting task for days. The row of the
  // refusal before is that of this one, too: it tells when it began, how often, and the last word.
  private static final GuardedUpdate REFUSED_AGAIN =
      new GuardedUpdate(
          "task_attempt",
          List.of(
              "last_attempt = b.attempt",
              "session = b.session",
              "client = b.client",
              "ended_at = b.ended",
              "message = b.message"),
          Columns.of(
              "id BIGINT",
              "attempt INT",
              "session TEXT",
              "client TEXT",
              "ended BIGINT",
              "message TEXT"),
          "task_attempt.task_id = b.id AND task_attempt.last_attempt = b.attempt - 1"
              + " AND task_attempt.status = 1",
          List.of("task_attempt.task_id"));

  private final BatchStatement attempts;
  private final BatchDeed refusedAgain;
  private final BatchDeed again;

  TriesAgain(Dialect dialect) {
    this.attempts =
        dialect.over(
            ATTEMPT,
            Columns.of(
                "id BIGINT", "status INT", "started BIGINT", "ended BIGINT", "message TEXT"));
    this.refusedAgain = dialect.update(REFUSED_AGAIN);
    this.again = dialect.updateUnasked(AGAIN);
  }

  /** Writes; an attempt that ended stays to be seen, the task waits for its next one. */
  Future<Void> write(Tx tx, List<SettleBatch.Again> ended) {
    Batch refusals = REFUSED_AGAIN.columns().batch();
    Batch rows = AGAIN.columns().batch();
    for (SettleBatch.Again one : ended) {
      TaskRow task = one.task();
      Change.Ended end = one.end();
      if (!one.tried() && task.attempt() > 1) {
        refusals.add(
            task.id(), task.attempt(), task.session(), task.client(), end.endedAt(), end.message());
      }
      rows.add(
          task.id(), task.attempt(), one.tried() ? 1 : 0, one.due(), one.notFirst(), end.message());
    }
    return refusedAgain
        .run(tx, refusals)
        .compose(counted -> tx.run(attempts, attemptRows(ended, counted)))
        .compose(done -> again.run(tx, rows))
        .mapEmpty();
  }

  /** Rows for the ended attempts that are not counted in the row of the one before. */
  private Batch attemptRows(List<SettleBatch.Again> ended, Iterable<Row> counted) {
    Set<Long> known = new HashSet<>();
    counted.forEach(row -> known.add(row.getLong("task_id")));
    Batch rows = attempts.batch();
    for (SettleBatch.Again one : ended) {
      Change.Ended end = one.end();
      if (!known.contains(one.task().id())) {
        rows.add(
            one.task().id(),
            one.status().getNumber(),
            end.startedAt(),
            end.endedAt(),
            end.message());
      }
    }
    return rows;
  }
}
