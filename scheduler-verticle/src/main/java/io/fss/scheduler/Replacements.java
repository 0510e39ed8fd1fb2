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
import java.util.TreeSet;

/** Makes room for the newest occurrence of groups whose policy says CANCEL_OTHER. */
final class Replacements {
  private static final String REASON = "overlap: the next occurrence takes its place";

  private final Stops stops;
  private final Endings endings;
  private final Halts halts;

  Replacements(Dialect dialect, Halts halts) {
    this.stops = new Stops(dialect);
    this.endings = new Endings(dialect);
    this.halts = halts;
  }

  /**
   * What was done.
   *
   * @param stopped attempts whose clients are to be asked to stop
   * @param waiting tasks that now wait for their time
   */
  record Made(List<Stops.Stop> stopped, List<Staged> waiting) {}

  /** Stops what is live and ends what waits, but for the newest occurrence in the line. */
  Future<Made> make(Tx tx, Collection<Long> groups, long now) {
    Made made = new Made(new ArrayList<>(), new ArrayList<>());
    if (groups.isEmpty()) {
      return Future.succeededFuture(made);
    }
    return stops
        .members(tx, groups)
        .compose(members -> occurrences(tx, members, now))
        .compose(
            stopped -> {
              made.stopped().addAll(stopped);
              return Repeat.forEach(new TreeSet<>(groups), group -> runs(tx, group, made, now));
            })
        .map(made);
  }

  private Future<List<Stops.Stop>> occurrences(Tx tx, List<TaskRow> members, long now) {
    Map<Long, Long> newest = newest(members);
    List<Stops.Stop> live = new ArrayList<>();
    List<Endings.Ending> waiting = new ArrayList<>();
    for (TaskRow task : members) {
      sort(task, newest, live, waiting);
    }
    return endings.write(tx, waiting, now).compose(ended -> stops.write(tx, live, now));
  }

  private Future<Void> runs(Tx tx, long group, Made made, long now) {
    return halts
        .begin(tx, new Halts.Deed(group, REASON, true, true), now)
        .map(
            page -> {
              made.stopped().addAll(page.stopped());
              made.waiting().addAll(page.waiting());
              return null;
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
