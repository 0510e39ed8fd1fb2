package io.fss.client;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;

/** When the tasks of a group are due. */
public sealed interface Trigger {
  /** Shortest interval. */
  Duration SHORTEST = Duration.ofMillis(100);

  /**
   * Due as a Quartz cron expression says.
   *
   * @param expression seconds, minutes, hours, day of month, month, day of week, optional year
   * @param zone time zone the expression is read in
   */
  record Cron(String expression, ZoneId zone) implements Trigger {
    /** Checks that both are there; the platform checks the expression. */
    public Cron {
      Objects.requireNonNull(zone, "trigger.zone");
      Rules.that(
          expression != null && !expression.isBlank(), "trigger.cron", expression, "not be blank");
    }
  }

  /** Due every so often, counted from when the group was enabled. */
  record FixedRate(Duration every) implements Trigger {
    /** Checks the length. */
    public FixedRate {
      Rules.atLeast("trigger.every", every, SHORTEST);
    }
  }

  /** Due so long after the previous task ended. */
  record FixedDelay(Duration every) implements Trigger {
    /** Checks the length. */
    public FixedDelay {
      Rules.atLeast("trigger.every", every, SHORTEST);
    }
  }

  /** Due once. */
  record Once(Instant at) implements Trigger {
    /** Checks that it is there. */
    public Once {
      Objects.requireNonNull(at, "trigger.at");
    }
  }

  /**
   * Due when the job said with {@link TaskContext#nextAt}.
   *
   * @param fallback pause after a task that named no next time; zero means that the group rests
   *     then
   */
  record Dynamic(Duration fallback) implements Trigger {
    /** Checks the length. */
    public Dynamic {
      if (!Duration.ZERO.equals(fallback)) {
        Rules.atLeast("trigger.fallback", fallback, SHORTEST);
      }
    }
  }

  /** Never due by itself. */
  record Manual() implements Trigger {}
}
