package io.fss.kernel;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link SteadyClock} at its reference. The reference is asked what time it is: it looked
 * at its clock somewhere between question and answer, so that the middle is the best guess and half
 * of the way there and back the most it can be wrong. Without an answer the clock runs on by
 * itself.
 */
public final class ClockKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(ClockKeeper.class);
  // So slow an answer says too little about the time.
  private static final Duration SLOWEST = Duration.ofMillis(500);
  private static final int SILENT_AFTER = 6;

  private final Vertx vertx;
  private final SteadyClock clock;
  private final Supplier<Future<Instant>> reference;
  private final Duration grain;
  private final Duration every;
  private final AtomicBoolean asking = new AtomicBoolean();
  private int missed;
  private long timer = -1;
  private volatile boolean stopped;

  /**
   * Makes one; it asks nothing before {@link #start}.
   *
   * @param reference answers its time
   * @param grain how far the answer may be rounded, either way
   * @param every time from one question to the next
   */
  ClockKeeper(
      Vertx vertx,
      SteadyClock clock,
      Supplier<Future<Instant>> reference,
      Duration grain,
      Duration every) {
    this.vertx = vertx;
    this.clock = clock;
    this.reference = reference;
    this.grain = grain;
    this.every = every;
  }

  /** Follows the wall clock of the machine: for a process that shares its data with no other. */
  public static ClockKeeper byMachine(Vertx vertx, SteadyClock clock, Clock machine) {
    return new ClockKeeper(
        vertx,
        clock,
        () -> Future.succeededFuture(machine.instant()),
        Duration.ZERO,
        Duration.ofSeconds(1));
  }

  /** Follows the database, which all processes that share the data agree with. */
  public static ClockKeeper byDatabase(Vertx vertx, SteadyClock clock, Database database) {
    return new ClockKeeper(
        vertx,
        clock,
        () -> database.time().map(Instant::ofEpochMilli),
        Duration.ofMillis(1),
        Duration.ofSeconds(10));
  }

  /**
   * Sets the clock by the first answer, then follows the reference until it is stopped.
   *
   * @return completes when the first question is answered, or will not be
   */
  public Future<Void> start() {
    timer = vertx.setPeriodic(every.toMillis(), tick -> ask(clock::follow));
    return ask(clock::begin);
  }

  /** Lets the clock run by itself from now on. */
  public void stop() {
    stopped = true;
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }

  /** What is done with an answer. */
  private interface Lesson {
    void learn(long at, Instant earliest, Instant latest);
  }

  private Future<Void> ask(Lesson lesson) {
    // One question at a time: behind a slow one the next would only wait.
    if (!asking.compareAndSet(false, true)) {
      return Future.succeededFuture();
    }
    long asked = clock.nanos();
    Future<Instant> answer;
    try {
      answer = reference.get().timeout(SLOWEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException thrown) {
      answer = Future.failedFuture(thrown);
    }
    return answer.transform(
        done -> {
          boolean heard = done.succeeded() && learn(lesson, asked, done.result());
          count(heard, done.cause());
          asking.set(false);
          return Future.succeededFuture();
        });
  }

  private boolean learn(Lesson lesson, long asked, Instant answer) {
    long now = clock.nanos();
    Duration way = Duration.ofNanos(now - asked);
    if (stopped || way.compareTo(SLOWEST) > 0) {
      return false;
    }
    lesson.learn(now, answer.minus(grain), answer.plus(way).plus(grain));
    return true;
  }

  private synchronized void count(boolean heard, Throwable failure) {
    if (heard) {
      if (missed >= SILENT_AFTER) {
        LOG.info("the clock follows its reference again");
      }
      missed = 0;
    } else if (++missed == SILENT_AFTER) {
      LOG.warn(
          "the clock's reference has not answered in time {} times and the clock runs by itself: {}",
          missed,
          failure == null ? "too slow" : failure.getMessage());
    }
  }
}
