package io.fss.kernel;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A clock that runs by the machine's monotonic clock and follows a reference: it cannot be set by
 * accident, and processes that follow the same reference agree. Up to a second of skew is made good
 * by running at most 5 % faster or slower, so that no reader ever sees the time go back. More than
 * that is an accident (a machine that was suspended, a clock somebody set): running after it would
 * take minutes during which everything is late or early, so it is told as an error and the clock is
 * set at once, backwards too; whoever takes a {@link Clock} has to bear that anyway.
 *
 * <p>Reading takes no lock.
 */
public final class SteadyClock implements Clock {
  private static final Logger LOG = LoggerFactory.getLogger(SteadyClock.class);
  private static final Duration MOST_SLEWED = Duration.ofSeconds(1);
  // A twentieth: 5 %.
  private static final long SLEW_PART = 20;
  private static final long NANOS_OF_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final Clock machine;
  private volatile Course course;
  private volatile Duration skew = Duration.ZERO;
  private final AtomicLong steps = new AtomicLong();

  /**
   * Makes one that shows the machine's time until it is told better.
   *
   * @param machine its monotonic clock is followed, its wall clock read once, here
   */
  public SteadyClock(Clock machine) {
    this.machine = machine;
    this.course = Course.from(machine.nanos(), machine.instant());
  }

  /**
   * How the clock runs from one moment on.
   *
   * @param nanos the moment, by the monotonic clock
   * @param millis what the clock showed then
   * @param rest nanoseconds beyond the whole millisecond
   * @param owed nanoseconds that it is to gain, or lose, by running faster or slower
   * @param highest what readers have seen since the clock was set the last time. A reader that is
   *     held up between two courses reckons by the old one: it may be a little ahead of the next
   */
  private record Course(long nanos, long millis, long rest, long owed, AtomicLong highest) {
    static Course from(long nanos, Instant time) {
      return new Course(
          nanos,
          time.toEpochMilli(),
          Duration.between(time.truncatedTo(ChronoUnit.MILLIS), time).toNanos(),
          0,
          new AtomicLong(Long.MIN_VALUE));
    }

    private long passed(long now) {
      long elapsed = now - nanos;
      long most = elapsed / SLEW_PART;
      return rest + elapsed + Math.max(-most, Math.min(most, owed));
    }

    long millis(long now) {
      return millis + Math.floorDiv(passed(now), NANOS_OF_MILLI);
    }

    Instant instant(long now) {
      return Instant.ofEpochMilli(millis).plusNanos(passed(now));
    }

    Course owing(long now, long nanosOwed) {
      return new Course(
          now, millis(now), Math.floorMod(passed(now), NANOS_OF_MILLI), nanosOwed, highest);
    }
  }

  @Override
  public long millis() {
    Course now = course;
    long time = now.millis(machine.nanos());
    long seen = now.highest.get();
    while (time > seen) {
      if (now.highest.compareAndSet(seen, time)) {
        return time;
      }
      seen = now.highest.get();
    }
    return seen;
  }

  @Override
  public long nanos() {
    return machine.nanos();
  }

  /**
   * Takes in what the reference showed and runs after it; does nothing while it may be right.
   *
   * @param at the moment by {@link #nanos}
   * @param earliest the least that the reference can have shown then
   * @param latest the most
   */
  synchronized void follow(long at, Instant earliest, Instant latest) {
    Duration behind = behind(at, earliest, latest);
    skew = behind;
    if (behind.abs().compareTo(MOST_SLEWED) > 0) {
      step(at, behind);
    } else {
      course = course.owing(at, behind.toNanos());
    }
  }

  /** As {@link #follow}, but sets the clock at once: nobody goes by it yet. */
  synchronized void begin(long at, Instant earliest, Instant latest) {
    Duration behind = behind(at, earliest, latest);
    skew = behind;
    if (behind.abs().compareTo(MOST_SLEWED) > 0) {
      step(at, behind);
    } else if (!behind.isZero()) {
      course = Course.from(at, course.instant(at).plus(behind));
    }
  }

  private Duration behind(long at, Instant earliest, Instant latest) {
    Instant mine = course.instant(at);
    if (!mine.isBefore(earliest) && !mine.isAfter(latest)) {
      return Duration.ZERO;
    }
    Instant middle = earliest.plus(Duration.between(earliest, latest).dividedBy(2));
    return Duration.between(mine, middle);
  }

  private void step(long at, Duration behind) {
    Instant mine = course.instant(at);
    Instant right = mine.plus(behind);
    steps.incrementAndGet();
    course = Course.from(at, right);
    LOG.error(
        "the clock was {} s {} its reference and has been set from {} to {}",
        seconds(behind.abs()),
        behind.isNegative() ? "ahead of" : "behind",
        mine,
        right);
  }

  private static double seconds(Duration length) {
    return length.toMillis() / 1_000.0;
  }

  /** How far the clock was behind its reference when it asked last; negative: ahead of it. */
  public Duration skew() {
    return skew;
  }

  /** How often the clock was more than a second wrong and has been set. */
  public long steps() {
    return steps.get();
  }
}
