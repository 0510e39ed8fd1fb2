package io.fss.scheduler;

import io.fss.kernel.Dialect;
import io.fss.kernel.Tx;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.bus.v1.Wait;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes room for the newest occurrence of groups whose policy says CANCEL_OTHER. */
final class Replacements {
  private static final String REASON = "overlap: the next occurrence takes its place";

  private final Stops stops;
  private final Endings endings;

  Replacements(Dialect dialect) {
    this.stops = new Stops(dialect);
    this.endings = new Endings(dialect);
  }

  /**
   * Stops what is live and ends what waits, but for the newest occurrence in the line.
   *
   * @return attempts whose clients are to be asked to stop
   */
  Future<List<Stops.Stop>> make(Tx tx, Collection<Long> groups, long now) {
    if (groups.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return stops
        .members(tx, groups)
        .compose(
            members -> {
              Map<Long, Long> newest = newest(members);
              List<Stops.Stop> live = new ArrayList<>();
              List<Endings.Ending> waiting = new ArrayList<>();
              for (TaskRow task : members) {
                sort(task, newest, live, waiting);
              }
              return endings.write(tx, waiting, now).compose(ended -> stops.write(tx, live, now));
            });
  }

  private static Map<Long, Long> newest(List<TaskRow> members) {
    Map<Long, Long> newest = new HashMap<>();
    for (TaskRow task : members) {
      if (task.waitsFor() == Wait.PREDECESSOR) {
        newest.merge(task.groupId(), task.plannedAt(), Math::max);
      }
    }
    return newest;
  }

  private static void sort(
      TaskRow task, Map<Long, Long> newest, List<Stops.Stop> live, List<Endings.Ending> waiting) {
    long kept = newest.getOrDefault(task.groupId(), Long.MIN_VALUE);
    if (task.isBooked()) {
      live.add(new Stops.Stop(task, TaskStatus.CANCELLED, REASON));
    } else if (isOccurrence(task) && task.plannedAt() >= kept) {
      // The newest itself, or one that is still to come: what follows it is not planned yet.
      return;
    } else if (isOccurrence(task) && task.waitsFor() != Wait.CLIENT) {
      waiting.add(new Endings.Ending(task, TaskStatus.SKIPPED, REASON));
    } else if (task.waitsFor() == Wait.CLIENT || task.attempt() > 1) {
      waiting.add(new Endings.Ending(task, TaskStatus.CANCELLED, REASON));
    }
  }

  private static boolean isOccurrence(TaskRow task) {
    return task.attempt() == 1 && OccurrenceKey.isScheduled(task.occurrenceKey());
  }
}
