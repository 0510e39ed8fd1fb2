package io.fss.kernel;

import com.github.f4b6a3.tsid.Tsid;
import com.github.f4b6a3.tsid.TsidFactory;

/** Makes positive 64-bit ids that grow with time; ids of different nodes never meet. */
public final class Ids {
  private final Clock clock;
  private volatile TsidFactory factory;

  /**
   * Makes one.
   *
   * @param node number of this process, 0-1023, unique among the processes of one database
   * @param clock gives the time part
   */
  public Ids(int node, Clock clock) {
    this.clock = clock;
    this.factory = factory(node, Long.MIN_VALUE);
  }

  /** A factory whose ids are not older than an instant. */
  private TsidFactory factory(int node, long sinceMs) {
    if (node < 0 || node > 1_023) {
      throw new IllegalArgumentException("node %d must be from 0 to 1023".formatted(node));
    }
    return TsidFactory.builder()
        .withNodeBits(10)
        .withNode(node)
        .withTimeFunction(() -> Math.max(clock.millis(), sinceMs))
        .build();
  }

  public long next() {
    return factory.create().toLong();
  }

  /**
   * Goes on with another number. Ids still grow, although the clock may have been set back since
   * the last one was made. Whoever makes an id in this moment may still get one with the old
   * number.
   */
  public synchronized void renumber(int node) {
    Tsid last = factory.create();
    factory = factory(node, last.getUnixMilliseconds() + 1);
  }
}
