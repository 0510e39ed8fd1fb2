package io.fss.kernel;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;

/**
 * The histograms of the platform: each has a few fixed bounds, since every bound is memory and a
 * line of every scrape, and quantiles that a process works out itself cannot be added up.
 */
public final class Meters {
  private static final Duration[] QUICK = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2)
  };

  private static final Duration[] LATE = {
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10),
    Duration.ofMinutes(1)
  };

  private static final Duration[] LONG = {
    Duration.ofMillis(10),
    Duration.ofMillis(100),
    Duration.ofSeconds(1),
    Duration.ofSeconds(10),
    Duration.ofMinutes(1),
    Duration.ofMinutes(10),
    Duration.ofHours(1)
  };

  private static final double[] SIZES = {1, 10, 100, 500};

  private Meters() {}

  /** Where nothing is measured. */
  public static MeterRegistry none() {
    return new CompositeMeterRegistry();
  }

  /** How long an answer of another part takes, from 1 ms to 2 s. */
  public static Timer.Builder answer(String name, String help) {
    return Timer.builder(name).description(help).serviceLevelObjectives(QUICK);
  }

  /** How late something is, from 5 ms to a minute. */
  public static Timer.Builder lateness(String name, String help) {
    return Timer.builder(name).description(help).serviceLevelObjectives(LATE);
  }

  /** How long somebody's work takes, from 10 ms to an hour. */
  public static Timer.Builder work(String name, String help) {
    return Timer.builder(name).description(help).serviceLevelObjectives(LONG);
  }

  /**
   * How many travel together.
   *
   * @param unit what is counted, the last word of the metric's name
   */
  public static DistributionSummary.Builder batch(String name, String unit, String help) {
    return DistributionSummary.builder(name)
        .description(help)
        .baseUnit(unit)
        .serviceLevelObjectives(SIZES);
  }
}
