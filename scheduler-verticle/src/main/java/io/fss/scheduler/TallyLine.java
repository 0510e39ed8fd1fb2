package io.fss.scheduler;

import io.fss.proto.bus.v1.TaskStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * What the roll-up needs of a task that ended, or of some that were skipped together.
 *
 * @param group id of the group
 * @param run whether it was tried at least once
 * @param occurrences how many ended so; more than one only where they were skipped, and less than
 *     none where a loss is taken back
 * @param durationUs length of the last try in microseconds; negative where nobody knows
 * @param latenessUs from due until the job was entered, in microseconds; negative where nobody
 *     knows, and for all but the first try
 */
record TallyLine(
    long group,
    TaskStatus status,
    boolean run,
    long occurrences,
    long durationUs,
    long latenessUs) {
  static final long UNKNOWN = -1;
  private static final int FIELDS = 6;

  /** A task whose attempt ended. */
  static TallyLine ended(TaskRow task, Change.Ended end) {
    int tries = task.tries() + (end.tried() ? 1 : 0);
    boolean told = tries > 0 && end.startedAt() > 0;
    return new TallyLine(
        task.groupId(),
        end.status(),
        tries > 0,
        1,
        told ? end.durationUs() : UNKNOWN,
        // The client's clock against ours: where they differ by more than the lateness it is 0.
        told && tries == 1 ? Math.max(0, end.startedAt() - task.dueAt()) * 1_000 : UNKNOWN);
  }

  /** Takes back that a task of the group was lost; that it ran stays. */
  static TallyLine notLost(long group) {
    return new TallyLine(group, TaskStatus.LOST, false, -1, UNKNOWN, UNKNOWN);
  }

  /** The success of a task that had been counted as lost. */
  static TallyLine corrected(long group, Change.Ended end, int tries, long dueAt) {
    boolean told = end.startedAt() > 0;
    return new TallyLine(
        group,
        TaskStatus.SUCCEEDED,
        false,
        1,
        told ? end.durationUs() : UNKNOWN,
        told && tries == 1 ? Math.max(0, end.startedAt() - dueAt) * 1_000 : UNKNOWN);
  }

  /** A task that ended while it waited. */
  static TallyLine waited(TaskRow task, TaskStatus status) {
    return new TallyLine(task.groupId(), status, task.tries() > 0, 1, UNKNOWN, UNKNOWN);
  }

  /** Moments of a group that passed without a run. */
  static TallyLine skipped(long group, long occurrences) {
    return new TallyLine(group, TaskStatus.SKIPPED, false, occurrences, UNKNOWN, UNKNOWN);
  }

  void write(StringBuilder text) {
    text.append(group)
        .append(',')
        .append(status.getNumber())
        .append(run ? ",1," : ",0,")
        .append(occurrences)
        .append(',')
        .append(durationUs)
        .append(',')
        .append(latenessUs)
        .append(';');
  }

  /**
   * The lines of a text.
   *
   * @throws IllegalArgumentException where it is none of ours
   */
  static List<TallyLine> read(String text) {
    List<TallyLine> lines = new ArrayList<>();
    long[] fields = new long[FIELDS];
    int at = 0;
    while (at < text.length()) {
      for (int field = 0; field < FIELDS; field++) {
        int end = text.indexOf(field < FIELDS - 1 ? ',' : ';', at);
        if (end < 0) {
          throw new IllegalArgumentException("a line of a tally ends early: " + text);
        }
        fields[field] = Long.parseLong(text, at, end, 10);
        at = end + 1;
      }
      lines.add(of(fields));
    }
    return lines;
  }

  private static TallyLine of(long[] fields) {
    TaskStatus status = TaskStatus.forNumber((int) fields[1]);
    if (status == null) {
      throw new IllegalArgumentException("a line of a tally has the status " + fields[1]);
    }
    return new TallyLine(fields[0], status, fields[2] == 1, fields[3], fields[4], fields[5]);
  }
}
