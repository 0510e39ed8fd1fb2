package io.fss.client.testing;

import io.fss.client.Outcome;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How one try of a task went.
 *
 * @param taskId the same for every try of a task
 * @param group task group; the job's name for a task that belongs to none
 * @param plannedAt when the task was planned to run
 * @param endedAt when the try ended
 * @param tries how often the task has been tried, this try included
 * @param message result, or why there is none
 * @param data the group's data after it
 * @param nextAt when the job wants to run next
 * @param retryAt when the task is tried again; empty where it is not
 * @param log lines of this try, in order
 * @param progress what reached the platform: of several reports in a row often the last alone does
 */
public record Ran(
    long taskId,
    String group,
    String job,
    Instant plannedAt,
    Instant endedAt,
    int tries,
    Outcome outcome,
    String message,
    JsonObject data,
    Optional<Instant> nextAt,
    Optional<Instant> retryAt,
    List<LogEntry> log,
    List<ProgressReport> progress) {
  /** Copies the lists and the data. */
  public Ran {
    data = data.copy();
    log = List.copyOf(log);
    progress = List.copyOf(progress);
  }

  /** A copy: changing it changes nothing. */
  @Override
  public JsonObject data() {
    return data.copy();
  }

  /** Whether the job returned. */
  public boolean succeeded() {
    return outcome == Outcome.SUCCEEDED;
  }

  /**
   * What the job returned, as text.
   *
   * @throws AssertionError for a try that did not succeed, with its message and log
   */
  public String result() {
    if (!succeeded()) {
      throw new AssertionError(
          "job %s ended as %s: %s%n%s".formatted(job, outcome, message, String.join("\n", said())));
    }
    return message;
  }

  /** The messages of the log, in order. */
  public List<String> said() {
    return log.stream().map(LogEntry::message).toList();
  }
}
