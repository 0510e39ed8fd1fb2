package io.fss.scheduler;

import java.time.Duration;
import java.util.Objects;

/**
 * Settings of the scheduler, section {@code scheduler}.
 *
 * @param stagingWindow how far ahead due tasks are read into memory
 * @param stagedTasks most tasks in memory; what is due beyond it waits in the database
 * @param stagedPerJob most tasks of one job in memory, so that no job crowds out the others
 * @param batch most tasks in one transaction
 * @param queuedReports most reports that wait for their transaction; beyond it RETRY is answered
 * @param inDoubtAfter how long a dispatch may go unanswered before the client is asked about it
 * @param misfireGrace how late a task may start that counts as on time; matters where late ones are
 *     skipped
 * @param manualRuns most runs by hand of one group that have not ended; one more is refused
 * @param historyRetention how long ended tasks are kept, and earlier definitions of groups
 * @param historyPerGroup most ended tasks of a group that are kept, the newest ones
 * @param rollupRetention how long it is kept what happened hour by hour
 * @param keyRetention how long idempotency keys are remembered
 * @param defaults what policies are where the definition of a group says nothing
 */
public record SchedulerOptions(
    Duration stagingWindow,
    int stagedTasks,
    int stagedPerJob,
    int batch,
    int queuedReports,
    Duration inDoubtAfter,
    Duration misfireGrace,
    int manualRuns,
    Duration historyRetention,
    int historyPerGroup,
    Duration rollupRetention,
    Duration keyRetention,
    PolicyOptions defaults) {
  public SchedulerOptions {
    atLeast("staging-window", stagingWindow, Duration.ofSeconds(1));
    atLeast("in-doubt-after", inDoubtAfter, Duration.ofSeconds(1));
    atLeast("misfire-grace", misfireGrace, Duration.ofMillis(500));
    within("manual-runs", manualRuns, 1, 1_000_000);
    atLeast("history-retention", historyRetention, Duration.ofMinutes(1));
    atLeast("rollup-retention", rollupRetention, Duration.ofHours(1));
    within("history-per-group", historyPerGroup, 10, 1_000_000);
    atLeast("key-retention", keyRetention, Duration.ofHours(1));
    within("batch", batch, 1, 5_000);
    within("staged-tasks", stagedTasks, batch, 1_000_000);
    within("staged-per-job", stagedPerJob, batch, stagedTasks);
    within("queued-reports", queuedReports, batch, 1_000_000);
    // Rules of their own, told before anything is started.
    Objects.requireNonNull(defaults, "scheduler.defaults").defaults();
  }

  private static void atLeast(String key, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "scheduler.%s %s must be at least %s".formatted(key, value, least));
    }
  }

  private static void within(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "scheduler.%s %d must be within %d and %d".formatted(key, value, least, most));
    }
  }
}
