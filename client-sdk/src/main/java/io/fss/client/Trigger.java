package io.fss.client;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** When the tasks of a group are due. */
public sealed interface Trigger {
  /** Shortest interval. */
  Duration SHORTEST = Duration.ofMillis(100);

  /**
   * Due as a cron expression says.
   *
   * @param expression Quartz (seconds, minutes, hours, day of month, month, day of week, optional
   *     year), Unix (five fields, from minutes on) or a name such as {@code @hourly}
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

  /**
   * Due every so often.
   *
   * @param first from when on it is counted; empty means from when the group is enabled
   */
  record FixedRate(Duration every, Optional<Instant> first) implements Trigger {
    /** Checks the length. */
    public FixedRate {
      Rules.atLeast("trigger.every", every, SHORTEST);
      Objects.requireNonNull(first, "trigger.first");
    }

    /** Counted from when the group is enabled. */
    public FixedRate(Duration every) {
      this(every, Optional.empty());
    }
  }

  /**
   * Due so long after the previous task ended.
   *
   * @param first when the first one is due; empty means when the group is enabled
   */
  record FixedDelay(Duration every, Optional<Instant> first) implements Trigger {
    /** Checks the length. */
    public FixedDelay {
      Rules.atLeast("trigger.every", every, SHORTEST);
      Objects.requireNonNull(first, "trigger.first");
    }

    /** First due when the group is enabled. */
    public FixedDelay(Duration every) {
      this(every, Optional.empty());
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
   * Due at each of these instants.
   *
   * @param at 1-1000 instants, in any order
   */
  record Moments(List<Instant> at) implements Trigger {
    /** Checks how many they are. */
    public Moments {
      at = List.copyOf(at);
      Rules.range("trigger.at.size", at.size(), 1, 1_000);
    }
  }

  /**
   * Due every so often within a part of the day.
   *
   * @param every whole seconds, 1 s or more
   * @param from first due time of the day, whole seconds
   * @param to last due time of the day at most, not before {@code from}
   * @param weekdays on which days of the week; empty means every day
   * @param zone time zone of the times
   */
  record Daily(Duration every, LocalTime from, LocalTime to, Set<DayOfWeek> weekdays, ZoneId zone)
      implements Trigger {
    /** Checks the length and the order of the times. */
    public Daily {
      Rules.atLeast("trigger.every", every, Duration.ofSeconds(1));
      Rules.that(every.toNanosPart() == 0, "trigger.every", every, "be whole seconds");
      Rules.that(whole(from), "trigger.from", from, "be whole seconds");
      Rules.that(whole(to), "trigger.to", to, "be whole seconds");
      Rules.that(!to.isBefore(from), "trigger.to", to, "not be before trigger.from");
      weekdays = Set.copyOf(weekdays);
      Objects.requireNonNull(zone, "trigger.zone");
    }

    private static boolean whole(LocalTime time) {
      return time.equals(time.truncatedTo(ChronoUnit.SECONDS));
    }
  }

  /**
   * Due when the job said with {@link TaskContext#nextAt}.
   *
   * @param fallback pause after a task that named no next time; zero means that the group rests
   *     then
   * @param first when the first one is due; empty means when the group is enabled
   */
  record Dynamic(Duration fallback, Optional<Instant> first) implements Trigger {
    /** Checks the length. */
    public Dynamic {
      if (!Duration.ZERO.equals(fallback)) {
        Rules.atLeast("trigger.fallback", fallback, SHORTEST);
      }
      Objects.requireNonNull(first, "trigger.first");
    }

    /** First due when the group is enabled. */
    public Dynamic(Duration fallback) {
      this(fallback, Optional.empty());
    }
  }

  /** Never due by itself. */
  record Manual() implements Trigger {}
}
