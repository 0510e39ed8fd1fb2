package io.fss.kernel;

/** Where is told what was done for tasks, as OpenTelemetry understands it; from any thread. */
public interface Traces {
  /** Nobody wants to know. */
  Traces NONE =
      new Traces() {
        @Override
        public boolean samples(long task) {
          return false;
        }

        @Override
        public void tell(TaskSpan span) {
          // Nobody wants to know.
        }
      };

  /**
   * Whether spans of this task are wanted. All processes of a platform agree on it, by the task
   * alone. Whoever would tell of one asks before it is made: without tracing nothing is.
   */
  boolean samples(long task);

  /** Takes a span; never blocks, and drops what is too much. */
  void tell(TaskSpan span);
}
