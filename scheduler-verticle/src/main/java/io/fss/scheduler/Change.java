package io.fss.scheduler;

import io.fss.proto.bus.v1.TaskStatus;

/** Something that happened to an attempt; it counts if the row still names attempt and session. */
sealed interface Change {
  long taskId();

  int attempt();

  String session();

  /** The client runs it. Written late and only for jobs that take a while. */
  record Started(long taskId, int attempt, String session) implements Change {}

  /** The job says how far it is. */
  record Progressed(long taskId, int attempt, String session, int percent, String message)
      implements Change {}

  /** It definitely never started: back to WAITING, no try is used up. */
  record Released(long taskId, int attempt, String session, String reason, long delayMs)
      implements Change {}

  /** The last part of a task that was split may have ended. */
  record Gathered(long taskId) implements Change {
    @Override
    public int attempt() {
      return 1;
    }

    @Override
    public String session() {
      return "";
    }
  }

  /**
   * The attempt ended.
   *
   * @param status SUCCEEDED, FAILED, CANCELLED, TIMED_OUT or LOST
   * @param tried whether the job may have started
   * @param startedAt when the job was entered; 0 means not known
   * @param nextAt the next time the job asks for; 0 means none
   * @param data changed data of the group; empty means unchanged
   * @param toldAt when the platform learnt of it, by its own clock
   */
  record Ended(
      long taskId,
      int attempt,
      String session,
      TaskStatus status,
      boolean tried,
      String message,
      long startedAt,
      long endedAt,
      long durationUs,
      long nextAt,
      String data,
      long dataVersion,
      long toldAt)
      implements Change {

    /** The same end under another name. */
    Ended as(TaskStatus other, String told) {
      return new Ended(
          taskId,
          attempt,
          session,
          other,
          tried,
          told,
          startedAt,
          endedAt,
          durationUs,
          nextAt,
          data,
          dataVersion,
          toldAt);
    }

    /** An end of which nothing but the reason is known. */
    static Ended untold(Change of, TaskStatus status, boolean tried, String reason, long now) {
      return new Ended(
          of.taskId(), of.attempt(), of.session(), status, tried, reason, 0, now, 0, 0, "", 0, now);
    }
  }
}
