package io.fss.scheduler;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The tasks that follow from ends: those of a fixed delay, and of jobs that say when. Pure. */
final class Followers {
  private Followers() {}

  /**
   * What the ends of tasks plan, in groups where an end does that.
   *
   * @param rests takes up the groups in which nothing follows
   */
  static List<Planning.Next> of(
      Map<TaskRow, SettleBatch.End> ended,
      Map<Long, GroupRow> locked,
      long now,
      List<Planning.Rest> rests) {
    List<Planning.Next> nexts = new ArrayList<>();
    Set<Long> planned = new HashSet<>();
    ended.forEach(
        (task, end) -> {
          GroupRow group = locked.get(task.groupId());
          // The task in line plans the next one; a run by hand beside it does only where none is
          // left, as in a dynamic group that rests.
          boolean inLine =
              group != null && (group.nextTaskId() == task.id() || group.nextTaskId() == 0);
          if (!inLine || !group.enabled() || !group.schedule().follows()) {
            return;
          }
          long begun = group.begun();
          // From when it was told: how long it waited to be written makes nothing late.
          long nominal = Math.min(now, end.change().toldAt()) - group.jitter();
          OptionalLong due =
              group.isOver(begun)
                  ? OptionalLong.empty()
                  : group.schedule().afterEnd(nominal, asked(task, end.change(), nominal));
          if (due.isEmpty()) {
            rests.add(new Planning.Rest(group, begun));
          } else if (planned.add(group.id())) {
            String key = OccurrenceKey.after(task.id());
            nexts.add(new Planning.Next(group, due.getAsLong(), key, begun, false));
          }
        });
    rests.removeIf(rest -> planned.contains(rest.group().id()));
    return nexts;
  }

  /**
   * The next time the job asked for. An instant that was not over when the job started counts, also
   * if it is over now because the report came late; an earlier one is no answer.
   */
  private static long asked(TaskRow task, Change.Ended end, long now) {
    long began = end.startedAt() > 0 ? end.startedAt() : task.bookedAt();
    return end.nextAt() > 0 && end.nextAt() >= began ? Math.max(end.nextAt(), now) : 0;
  }
}
