package io.fss.console;

import io.fss.kernel.Bus;
import io.fss.kernel.Clock;
import io.fss.kernel.TaskSpan;

/**
 * Tells who asked for a task, where its trace is wanted.
 *
 * @param bus knows where
 * @param clock the platform's time
 */
record RunTraces(Bus bus, Clock clock) {

  long now() {
    return clock.millis();
  }

  /** A call that came at that time made the task; its own trace, if it has one, is linked. */
  void ran(Call call, long task, long begun) {
    if (bus.traces().samples(task)) {
      bus.traces()
          .tell(
              TaskSpan.of(TaskSpan.Step.RUN, task, 0, "", "", begun, clock.millis())
                  .causedBy(call.header("traceparent")));
    }
  }
}
