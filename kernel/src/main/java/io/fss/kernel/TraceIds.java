package io.fss.kernel;

import java.util.HexFormat;

/** Names of traces and spans, worked out of tasks and attempts: the same in every process. */
public final class TraceIds {
  private static final HexFormat HEX = HexFormat.of();
  private static final long HIGH = 0x9e3779b97f4a7c15L;
  private static final long LOW = 0xc2b2ae3d27d4eb4fL;
  private static final int STEPS = 16;

  private TraceIds() {}

  /** The trace of a task, 32 hexadecimal digits. */
  public static String trace(long task) {
    return HEX.toHexDigits(mix(task ^ HIGH)) + HEX.toHexDigits(low(task));
  }

  /** A number of the trace that is spread evenly over all of them; who samples goes by it. */
  public static long low(long task) {
    return mix(task ^ LOW);
  }

  /** The span of a step, 16 hexadecimal digits; what belongs to no attempt has the same for all. */
  public static String span(long task, int attempt, TaskSpan.Step step) {
    boolean ofTask = step == TaskSpan.Step.TASK || step == TaskSpan.Step.RUN;
    long which = (ofTask ? 0L : attempt) * STEPS + step.number();
    return HEX.toHexDigits(mix(mix(task) + which));
  }

  /** W3C trace context for what a client does in an attempt. */
  public static String traceparent(long task, int attempt) {
    return "00-" + trace(task) + "-" + span(task, attempt, TaskSpan.Step.DELIVER) + "-01";
  }

  /** SplitMix64's finisher, which maps no two numbers to one; never 0, which names nothing. */
  private static long mix(long value) {
    long mixed = value + HIGH;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    mixed ^= mixed >>> 31;
    return mixed == 0 ? 1 : mixed;
  }
}
