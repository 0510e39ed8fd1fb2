package io.fss.client.testing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for the threads of the client, in the machine's time. */
final class Settling {
  static final Duration LONGEST = Duration.ofSeconds(10);
  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  private Settling() {}

  /** Returns as soon as the condition holds; fails with the complaint when that takes too long. */
  static void until(BooleanSupplier condition, Supplier<String> complaint) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > LONGEST.toNanos()) {
        throw new AssertionError(complaint.get());
      }
      LockSupport.parkNanos(LOOK_NANOS);
      if (Thread.interrupted()) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted: " + complaint.get());
      }
    }
  }
}
