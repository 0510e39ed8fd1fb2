package io.fss.client;

import java.time.Duration;

/**
 * How long things may take; zero means no bound.
 *
 * @param dispatch an attempt its client has not taken after this long is taken back
 * @param run a try that ran this long is cancelled and ends as timed out
 * @param progress a try that reported no {@link TaskContext#progress} for this long is cancelled
 *     and ends as timed out
 * @param client a task that no client could take for this long is skipped
 * @param finish a task must have ended this long after its moment: what has not begun by then is
 *     skipped, what runs is cancelled, nothing is tried again
 */
public record Timeouts(
    Duration dispatch, Duration run, Duration progress, Duration client, Duration finish) {
  /** No bounds. */
  public static final Timeouts NONE =
      new Timeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** Checks the ranges. */
  public Timeouts {
    Rules.atLeast("policies.timeouts.dispatch", dispatch, Duration.ZERO);
    Rules.atLeast("policies.timeouts.run", run, Duration.ZERO);
    Rules.atLeast("policies.timeouts.progress", progress, Duration.ZERO);
    Rules.atLeast("policies.timeouts.client", client, Duration.ZERO);
    Rules.atLeast("policies.timeouts.finish", finish, Duration.ZERO);
  }

  /** The same with another time for a client to take an attempt. */
  public Timeouts withDispatch(Duration to) {
    return new Timeouts(to, run, progress, client, finish);
  }

  /** The same with another longest run. */
  public Timeouts withRun(Duration to) {
    return new Timeouts(dispatch, to, progress, client, finish);
  }

  /** The same with another longest time without progress. */
  public Timeouts withProgress(Duration to) {
    return new Timeouts(dispatch, run, to, client, finish);
  }

  /** The same with another longest wait for a client. */
  public Timeouts withClient(Duration to) {
    return new Timeouts(dispatch, run, progress, to, finish);
  }

  /** The same with another time from the moment to the end. */
  public Timeouts withFinish(Duration to) {
    return new Timeouts(dispatch, run, progress, client, to);
  }
}
