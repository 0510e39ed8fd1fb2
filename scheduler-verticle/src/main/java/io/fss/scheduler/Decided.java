package io.fss.scheduler;

import io.fss.kernel.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Moments of a group's trigger that are decided on: they have a task, or had one, or were skipped.
 * A group that is planned for anew starts with one that is not.
 */
final class Decided {
  // Ends of a group among which a moment is looked for that is still to come.
  private static final int LATEST = 100;
  // Clocks that follow the same reference differ by less.
  private static final long SKEW_MS = 1_000;

  private final List<Span> spans;
  private final long latestMs;

  private Decided(List<Span> spans, long latestMs) {
    this.spans = spans;
    this.latestMs = latestMs;
  }

  /** All moments of the trigger from the first to the last, both included. */
  private record Span(long first, long last) {
    boolean contains(long moment) {
      return first <= moment && moment <= last;
    }
  }

  /**
   * Reads those that are near.
   *
   * @param members the tasks of the group that have not ended
   */
  static Future<Decided> read(Tx tx, long groupId, List<TaskRow> members) {
    return tx.run(
            "SELECT occurrence_key, planned_at, last_planned_at, settled_at FROM task_history"
                + " WHERE group_id = ? AND parent = 0 ORDER BY id DESC LIMIT ?",
            Tuple.of(groupId, LATEST))
        .map(
            rows -> {
              List<Span> spans = new ArrayList<>();
              long latestMs = 0;
              for (Row row : rows) {
                latestMs = Math.max(latestMs, row.getLong("settled_at"));
                if (OccurrenceKey.isScheduled(row.getString("occurrence_key"))) {
                  // Skips in a row are one record.
                  spans.add(new Span(row.getLong("planned_at"), row.getLong("last_planned_at")));
                }
              }
              for (TaskRow task : members) {
                if (OccurrenceKey.isScheduled(task.occurrenceKey())) {
                  spans.add(new Span(task.plannedAt(), task.plannedAt()));
                }
              }
              return new Decided(spans, latestMs);
            });
  }

  /** The first moment from now on that is not decided on. */
  OptionalLong next(GroupRow group, long now) {
    Schedule schedule = group.schedule();
    OptionalLong next = schedule.resume(now - group.jitter());
    if (latestMs > now + SKEW_MS) {
      next = afterSetBack(group, next);
    }
    return free(schedule, next);
  }

  /** The given moment of a schedule, or else the first one after it that is not decided on. */
  OptionalLong free(Schedule schedule, OptionalLong moment) {
    OptionalLong next = moment;
    while (next.isPresent() && isDecided(next.getAsLong(), schedule)) {
      long taken = next.getAsLong();
      next =
          schedule.follows()
              ? OptionalLong.of(taken + 1)
              : schedule.through(taken).after(last(taken));
    }
    return next;
  }

  private boolean isDecided(long moment, Schedule schedule) {
    for (Span span : spans) {
      // Between two ends of a chain there may be any moment.
      boolean within = schedule.follows() ? span.last() == moment : span.contains(moment);
      if (within) {
        return true;
      }
    }
    return false;
  }

  /**
   * The clock was set back, and nothing is repeated: what is before the moment that was planned
   * last has been decided on, and may be too much to be among the latest ends.
   */
  private static OptionalLong afterSetBack(GroupRow group, OptionalLong next) {
    long planned = group.plannedTo();
    if (next.isEmpty() || next.getAsLong() >= planned || group.schedule().follows()) {
      return next;
    }
    OptionalLong same = group.schedule().through(next.getAsLong()).after(planned - 1);
    // A beat that begins with its first moment has begun anew: it has other moments.
    return same.isPresent() && same.getAsLong() == planned ? same : next;
  }

  private long last(long moment) {
    long last = moment;
    for (Span span : spans) {
      if (span.contains(moment)) {
        last = Math.max(last, span.last());
      }
    }
    return last;
  }
}
