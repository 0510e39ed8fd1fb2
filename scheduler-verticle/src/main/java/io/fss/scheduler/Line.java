package io.fss.scheduler;

import io.fss.proto.bus.v1.Wait;

/**
 * The tasks of a group that stand before an occurrence.
 *
 * @param live begun and not ended, waiting for a client or for a retry included
 * @param buffered waiting for the end of another one, or let go and about to begin
 */
record Line(int live, int buffered) {
  static final Line EMPTY = new Line(0, 0);

  /** As it stands before one of its own; counts as {@link Lines} does. */
  Line without(TaskRow task, GroupRow group) {
    boolean parked = task.waitsFor() == Wait.CLIENT && task.attempt() == 1;
    return new Line(parked ? live - 1 : live, isBuffered(task, group) ? buffered - 1 : buffered);
  }

  private static boolean isBuffered(TaskRow task, GroupRow group) {
    boolean letGo =
        task.waitsFor() == Wait.DUE
            && task.attempt() == 1
            && task.excused() != Excuse.NONE
            && task.id() != group.nextTaskId()
            && OccurrenceKey.isScheduled(task.occurrenceKey());
    return letGo || task.waitsFor() == Wait.PREDECESSOR;
  }

  Line booked() {
    return new Line(live + 1, buffered);
  }

  Line withBuffered(int tasks) {
    return new Line(live, tasks);
  }
}
