package io.fss.scheduler;

/** What is told of moments that passed while nothing of a group could start. */
final class MissedReason {
  static final String MISSED = "misfire: nothing of the group could start in time";
  private static final String MISSED_MORE = MISSED + " (at least so many: not all were counted)";

  private MissedReason() {}

  static String of(Schedule.Missed missed) {
    return missed.more() ? MISSED_MORE : MISSED;
  }
}
