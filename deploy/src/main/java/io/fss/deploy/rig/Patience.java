package io.fss.deploy.rig;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Bounded waits of the driver. */
public final class Patience {
  private Patience() {}

  /** Waits until the wall clock shows the instant, in UTC milliseconds. */
  public static void until(long epochMillis) throws InterruptedException {
    long left = epochMillis - System.currentTimeMillis();
    while (left > 0) {
      TimeUnit.MILLISECONDS.sleep(left);
      left = epochMillis - System.currentTimeMillis();
    }
  }

  /** Looks every so often until the condition holds; false when it did not within the limit. */
  public static boolean until(Duration limit, Duration every, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.sleep(every.toNanos());
    }
    return true;
  }
}
