package io.fss.kernel;

import com.github.f4b6a3.tsid.TsidFactory;

/** Makes positive 64-bit ids that grow with time; ids of different nodes never meet. */
public final class Ids {
  private final TsidFactory factory;

  /**
   * Makes one.
   *
   * @param node number of this process, 0-1023, unique among the processes of one database
   * @param clock gives the time part
   */
  public Ids(int node, Clock clock) {
    this.factory =
        TsidFactory.builder()
            .withNodeBits(10)
            .withNode(node)
            .withTimeFunction(clock::millis)
            .build();
  }

  public long next() {
    return factory.create().toLong();
  }
}
