package io.fss.deploy.bench;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * Groups of a fixed rate of one second. The window is a whole number of seconds, so exactly {@code
 * groups x seconds} occurrences are planned in it, whatever the phase of each group.
 *
 * @param first planned instant of the first group's first occurrence
 * @param aligned true: every group has the same phase; else the phases are spread over the second
 * @param warmup seconds before the window
 * @param seconds length of the window
 */
record PeriodicPlan(int groups, long first, boolean aligned, int warmup, int seconds)
    implements Plan {
  private static final int SECOND = 1_000;

  @Override
  public JsonObject trigger(int group) {
    return new JsonObject()
        .put("type", "interval")
        .put("everyMs", SECOND)
        .put("startAt", Instant.ofEpochMilli(first + phase(group)).toString());
  }

  private long phase(int group) {
    return aligned ? 0 : (long) group * SECOND / groups;
  }

  @Override
  public long from() {
    return first + (long) warmup * SECOND;
  }

  @Override
  public long to() {
    return from() + (long) seconds * SECOND;
  }

  @Override
  public long every() {
    return SECOND;
  }

  @Override
  public int expected() {
    return groups * seconds;
  }

  @Override
  public int slot(int group, long planned) {
    boolean inside = group >= 0 && group < groups && planned >= from() && planned < to();
    if (!inside || (planned - first - phase(group)) % SECOND != 0) {
      return -1;
    }
    return group * seconds + (int) ((planned - from()) / SECOND);
  }
}
