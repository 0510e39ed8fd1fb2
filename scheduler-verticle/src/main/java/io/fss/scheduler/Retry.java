package io.fss.scheduler;

import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.End;
import java.util.List;

/** What follows the end of a try. */
sealed interface Retry {

  /** Try again at this instant. */
  record At(long due) implements Retry {}

  /** The task has ended with it. */
  record No() implements Retry {}

  /**
   * Decides; pure. A success or an operator's cancel ends the task; of the other ends the policies
   * say which are tried again, how often, and after which pause.
   *
   * @param policies with all defaults filled in
   * @param triesUsedBefore tries before the one that has ended now
   * @param finishBy when the task must have ended, so that a later try has no sense; 0 means never
   * @param seed see {@link Backoff#seed}
   */
  static Retry after(
      TaskStatus end, Policies policies, int triesUsedBefore, long finishBy, long now, long seed) {
    if (!triedAgain(end, policies.getRetryOnList())
        || triesUsedBefore + 1 >= policies.getMaxTries()) {
      return new No();
    }
    long due = now + Backoff.pause(policies, triesUsedBefore + 1, seed);
    return finishBy > 0 && due >= finishBy ? new No() : new At(due);
  }

  private static boolean triedAgain(TaskStatus end, List<End> on) {
    return switch (end) {
      case FAILED -> on.contains(End.END_FAILED);
      case TIMED_OUT -> on.contains(End.END_TIMED_OUT);
      case LOST -> on.contains(End.END_LOST);
      default -> false;
    };
  }
}
