package io.fss.scheduler;

import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Policies;

/** The bounds of time of a task that is with a client. Pure; instants are UTC milliseconds. */
final class Deadlines {
  /** How much later than the client the platform looks whether a job ran too long. */
  static final long SLACK_MS = 1_000;

  private Deadlines() {}

  /**
   * What has been exceeded, for people; empty when nothing has.
   *
   * @param taken whether the client has taken the attempt
   */
  static String exceeded(TaskRow task, boolean taken, long now) {
    Policies policies = task.policies();
    if (task.finishBy() > 0 && now >= task.finishBy()) {
      return Admission.EXPIRED;
    }
    if (isOver(policies.getDispatchTimeoutMs(), task.bookedAt(), now) && !taken) {
      return "timed out: the client had not taken it within %d ms"
          .formatted(policies.getDispatchTimeoutMs());
    }
    long run = policies.getRunTimeoutMs();
    if (run > 0 && isOver(run + SLACK_MS, task.bookedAt(), now)) {
      return "timed out: it had not ended within %d ms".formatted(run);
    }
    if (isOver(policies.getProgressTimeoutMs(), task.progressAt(), now)) {
      return "timed out: no progress within %d ms".formatted(policies.getProgressTimeoutMs());
    }
    return "";
  }

  /** Whether a client should have taken it by now. */
  static boolean isDispatchOver(TaskRow task, long now) {
    return isOver(task.policies().getDispatchTimeoutMs(), task.bookedAt(), now);
  }

  private static boolean isOver(long bound, long since, long now) {
    return bound > 0 && now - since >= bound;
  }

  /** When to look next, after a look that found nothing exceeded; 0 means never. */
  static long next(TaskRow task, long now) {
    Policies policies = task.policies();
    long next = earlier(0, task.finishBy(), now);
    if (task.status() == TaskStatus.DISPATCHED && policies.getDispatchTimeoutMs() > 0) {
      next = earlier(next, task.bookedAt() + policies.getDispatchTimeoutMs(), now);
    }
    if (policies.getRunTimeoutMs() > 0) {
      next = earlier(next, task.bookedAt() + policies.getRunTimeoutMs() + SLACK_MS, now);
    }
    if (policies.getProgressTimeoutMs() > 0) {
      next = earlier(next, task.progressAt() + policies.getProgressTimeoutMs(), now);
    }
    return next;
  }

  /** The earlier one of two instants that are still to come; 0 is none. */
  private static long earlier(long one, long other, long now) {
    if (other <= now) {
      return one;
    }
    return one == 0 ? other : Math.min(one, other);
  }

  /** When to look next, a job having just reported its progress; 0 means never. */
  static long afterProgress(TaskRow task, long now) {
    if (task.isStopping()) {
      return now + Stops.ASK_AGAIN_MS;
    }
    Policies policies = task.policies();
    long next = earlier(0, task.finishBy(), now);
    if (policies.getRunTimeoutMs() > 0) {
      next = earlier(next, task.bookedAt() + policies.getRunTimeoutMs() + SLACK_MS, now);
    }
    return policies.getProgressTimeoutMs() == 0
        ? next
        : earlier(next, now + policies.getProgressTimeoutMs(), now);
  }
}
