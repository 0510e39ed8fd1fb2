package io.fss.kernel;

import com.github.f4b6a3.tsid.TsidFactory;
import java.lang.reflect.Field;
import java.util.function.IntSupplier;

/** Ids that are the same in every run: without it they begin at random within a millisecond. */
public final class SeededIds {
  private SeededIds() {}

  /**
   * Makes them.
   *
   * @param node as for {@link Ids#Ids}
   * @param random where chance comes from
   */
  public static Ids of(int node, Clock clock, IntSupplier random) {
    Ids ids = new Ids(node, clock);
    TsidFactory seeded =
        TsidFactory.builder()
            .withNodeBits(10)
            .withNode(node)
            .withTimeFunction(clock::millis)
            .withRandomFunction(random)
            .build();
    try {
      // What the product never needs is not made possible by it.
      Field factory = Ids.class.getDeclaredField("factory");
      factory.setAccessible(true);
      factory.set(ids, seeded);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Ids has no factory any more", e);
    }
    return ids;
  }
}
