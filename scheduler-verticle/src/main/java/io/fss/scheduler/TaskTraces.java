package io.fss.scheduler;

import io.fss.kernel.Clock;
import io.fss.kernel.TaskSpan;
import io.fss.kernel.TaskSpan.Step;
import io.fss.kernel.TraceIds;
import io.fss.kernel.Traces;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Execution;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the scheduler tells of tasks whose trace is wanted; of others it makes nothing.
 *
 * @param traces where it is told
 * @param clock the platform's time
 */
record TaskTraces(Traces traces, Clock clock) {
  private static final Set<TaskStatus> FAILURES =
      Set.of(TaskStatus.FAILED, TaskStatus.TIMED_OUT, TaskStatus.LOST);

  /** Nobody wants to know. */
  static TaskTraces none() {
    return new TaskTraces(Traces.NONE, Clock.system());
  }

  long now() {
    return clock.millis();
  }

  /** With the context that the client's part of the trace hangs on. */
  Execution marked(Execution execution) {
    return traces.samples(execution.getTaskId())
        ? execution.toBuilder()
            .setTraceparent(TraceIds.traceparent(execution.getTaskId(), execution.getAttempt()))
            .build()
        : execution;
  }

  /** A transaction that began at that time booked these. */
  void booked(List<Booked> booked, long begun) {
    tell(Step.BOOK, booked, begun, "");
  }

  /** What was sent at that time was answered, or was not. */
  void dispatched(List<Booked> batch, long sent, String result) {
    tell(Step.DISPATCH, batch, sent, result);
  }

  private void tell(Step step, List<Booked> attempts, long begun, String result) {
    for (Booked one : attempts) {
      Execution execution = one.execution();
      if (traces.samples(execution.getTaskId())) {
        traces.tell(
            TaskSpan.of(
                step,
                execution.getTaskId(),
                execution.getAttempt(),
                execution.getGroup(),
                execution.getJob(),
                begun,
                clock.millis(),
                result,
                !result.isEmpty()));
      }
    }
  }

  /** A transaction that began at that time wrote how an attempt ended. */
  void settled(TaskInfo task, long begun) {
    if (!traces.samples(task.getId())) {
      return;
    }
    boolean over = task.getStatus() != TaskStatus.WAITING;
    String result = over ? task.getStatus().name().toLowerCase(Locale.ROOT) : "to be tried again";
    boolean failed = !over || FAILURES.contains(task.getStatus());
    tell(Step.SETTLE, task, begun, "", false);
    tell(Step.ATTEMPT, task, task.getBookedAtMs(), result, failed);
    if (over) {
      tell(Step.TASK, task, task.getPlannedAtMs(), result, failed);
    }
  }

  private void tell(Step step, TaskInfo task, long begun, String result, boolean failed) {
    long now = clock.millis();
    traces.tell(
        TaskSpan.of(
            step,
            task.getId(),
            task.getAttempt(),
            task.getGroup(),
            task.getJob(),
            begun == 0 ? now : begun,
            now,
            result,
            failed));
  }
}
