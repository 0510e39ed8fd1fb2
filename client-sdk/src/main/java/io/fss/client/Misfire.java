package io.fss.client;

import java.time.Duration;
import java.util.Objects;

/**
 * What happens to moments that passed while nothing of the group could start.
 *
 * @param deed what happens
 * @param window moments that passed longer ago are skipped in every case; zero means no bound
 * @param limit for {@link Deed#FIRE_ALL}: most moments that are made up for at one time, 1-1000;
 *     zero means that the platform decides (100)
 */
public record Misfire(Deed deed, Duration window, int limit) {
  /** What happens. */
  public enum Deed {
    /** One task runs late for all of them. */
    FIRE_ONCE,
    /** None of them runs; the next one on time does. */
    SKIP,
    /** Each of them runs, oldest first. */
    FIRE_ALL
  }

  /** Checks the ranges. */
  public Misfire {
    Objects.requireNonNull(deed, "policies.misfire.deed");
    Rules.atLeast("policies.misfire.window", window, Duration.ZERO);
    Rules.range("policies.misfire.limit", limit, 0, 1_000);
  }

  /** One task runs late for all of them. */
  public static Misfire fireOnce() {
    return new Misfire(Deed.FIRE_ONCE, Duration.ZERO, 0);
  }

  /** None of them runs. */
  public static Misfire skip() {
    return new Misfire(Deed.SKIP, Duration.ZERO, 0);
  }

  /** Each of them runs, so many at one time at most. */
  public static Misfire fireAll(int limit) {
    return new Misfire(Deed.FIRE_ALL, Duration.ZERO, limit);
  }

  /** The same, but moments that passed longer ago are skipped. */
  public Misfire withWindow(Duration to) {
    return new Misfire(deed, to, limit);
  }
}
