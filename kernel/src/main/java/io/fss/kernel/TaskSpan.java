package io.fss.kernel;

/**
 * Something that was done for a task, from when until when. Who did it needs to know no more than
 * task and attempt: the names of trace, span and parent follow from them, so that all processes
 * tell one story without carrying it along, and the log and the tables name the same task.
 *
 * @param step what was done
 * @param task opaque id of the task; the trace is that of the task
 * @param attempt number of the attempt; 0 where none is meant
 * @param group name of the task group; empty where it is not known
 * @param job name of the job; empty where it is not known
 * @param startNanos UTC nanoseconds since the epoch
 * @param endNanos UTC nanoseconds since the epoch, not before the start
 * @param result how it ended, in lower case; empty for well
 * @param failed whether that is a failure
 * @param link W3C trace context of who caused it from outside; empty for nobody
 */
public record TaskSpan(
    Step step,
    long task,
    int attempt,
    String group,
    String job,
    long startNanos,
    long endNanos,
    String result,
    boolean failed,
    String link) {
  private static final long NANOS_OF_MILLI = 1_000_000;

  public TaskSpan {
    if (endNanos < startNanos) {
      throw new IllegalArgumentException(
          "task %d: endNanos %d must not be before startNanos %d"
              .formatted(task, endNanos, startNanos));
    }
  }

  /** What is done for a task, each with what it is a part of. */
  public enum Step {
    /** From its moment until its end; everything else is a part of it. */
    TASK(0, null),
    /** Somebody asked for it at the API. */
    RUN(1, TASK),
    /** One attempt, from its booking until its end was written. */
    ATTEMPT(2, TASK),
    /** The transaction that booked it. */
    BOOK(3, ATTEMPT),
    /** On its way to the client, until that answered. */
    DISPATCH(4, ATTEMPT),
    /** The dispatcher's part of that; what the client does is a part of it. */
    DELIVER(5, DISPATCH),
    /** The transaction that wrote how it ended. */
    SETTLE(6, ATTEMPT);

    private final int number;
    private final Step parent;

    Step(int number, Step parent) {
      this.number = number;
      this.parent = parent;
    }

    /** Part of the names of its spans: the same in all versions, below 16. */
    int number() {
      return number;
    }

    /** What it is a part of; null for the task itself. */
    public Step parent() {
      return parent;
    }
  }

  /** A step that went well. */
  public static TaskSpan of(
      Step step, long task, int attempt, String group, String job, long startMs, long endMs) {
    return of(step, task, attempt, group, job, startMs, endMs, "", false);
  }

  /**
   * A step between two instants, UTC milliseconds; one that ends before it starts has no length.
   */
  public static TaskSpan of(
      Step step,
      long task,
      int attempt,
      String group,
      String job,
      long startMs,
      long endMs,
      String result,
      boolean failed) {
    long start = Math.min(startMs, endMs);
    return new TaskSpan(
        step,
        task,
        attempt,
        group,
        job,
        start * NANOS_OF_MILLI,
        endMs * NANOS_OF_MILLI,
        result,
        failed,
        "");
  }

  /** The same, caused from outside. */
  public TaskSpan causedBy(String traceparent) {
    return new TaskSpan(
        step, task, attempt, group, job, startNanos, endNanos, result, failed, traceparent);
  }

  /** Name of the trace, 32 hexadecimal digits. */
  public String traceId() {
    return TraceIds.trace(task);
  }

  /** Name of the span, 16 hexadecimal digits. */
  public String spanId() {
    return TraceIds.span(task, attempt, step);
  }

  /** Name of the span it is a part of; empty for none. */
  public String parentId() {
    return step.parent() == null ? "" : TraceIds.span(task, attempt, step.parent());
  }
}
