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
 * accident, and processes that follow the same reference agree. It is made right by running at most
 * 5 % faster or slower, so that no reader ever sees the time go back.
 *
 * <p>More than a second of skew is an accident (a machine that was suspended, a clock somebody set)
 * and told as an error. A clock that is behind is set at once: what became due meanwhile is late
 * already, and running after an hour would take a day. A clock that is ahead is not: set back, it
 * would show moments again whose tasks have run, and whatever is planned would wait until the old
 * time comes again. It runs slower instead, however long that takes, and whatever goes by it goes
 * on; a restart begins with the reference's time.
 *
 * <p>Reading takes no lock.
 */
public final class SteadyClock implements Clock {
  private static final Logger LOG = LoggerFactory.getLogger(SteadyClock.class);
  private static final Duration ACCIDENT = Duration.ofSeconds(1);
  // A twentieth: 5 %.
  private static final long SLEW_PART = 20;
  private static final int LOOKS = 8;
  private static final long NANOS_OF_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final Clock machine;
  private volatile Course course;
  private volatile Duration skew = Duration.ZERO;
  private final AtomicLong steps = new AtomicLong();
  private boolean farAhead;

  /**
   * Makes one that shows the machine's time until it is told better.
   *
   * @param machine its monotonic clock is followed, its wall clock read here alone
   */
  public SteadyClock(Clock machine) {
    this.machine = machine;
    this.course = read(machine);
  }

  /**
   * The process may be held up between a look at the one clock and one at the other: of several the
   * quickest is the truest, and read in this order it is rather late than early.
   */
  private static Course read(Clock machine) {
    Course truest = null;
    long quickest = Long.MAX_VALUE;
    for (int look = 0; look < LOOKS; look++) {
      long before = machine.nanos();
      Instant time = machine.instant();
      long after = machine.nanos();
      if (after - before < quickest) {
        quickest = after - before;
        truest = Course.from(after, time);
      }
    }
    return truest;
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
    if (behind.compareTo(ACCIDENT) > 0) {
      step(at, behind);
    } else {
      course = course.owing(at, behind.toNanos());
      tellWhenFarAhead(behind.negated());
    }
  }

  private void tellWhenFarAhead(Duration ahead) {
    boolean far = ahead.compareTo(ACCIDENT) > 0;
    if (far && !farAhead) {
      LOG.error(
          "the clock is {} s ahead of its reference; it is not set back, so that nothing runs twice"
              + " or stands still, but runs 5 % slower until it is right, for about {} min; a restart"
              + " sets it at once",
          seconds(ahead), ahead.multipliedBy(SLEW_PART).toMinutes());
    } else if (farAhead && !far) {
      LOG.info("the clock is within a second of its reference again");
    }
    farAhead = far;
  }

  /** As {@link #follow}, but sets the clock at once: nobody goes by it yet. */
  synchronized void begin(long at, Instant earliest, Instant latest) {
    Duration behind = behind(at, earliest, latest);
    skew = behind;
    if (behind.abs().compareTo(ACCIDENT) > 0) {
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

  /** How often the clock was so wrong that it has been set. */
  public long steps() {
    return steps.get();
  }
}
