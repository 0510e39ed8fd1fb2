package io.fss.deploy;

import io.fss.kernel.Clock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whether this process can do its work now. Anybody may ask, so the database is asked at most once
 * a second. Everything but {@link #serving} and {@link #ending} is called on one context.
 */
final class Readiness {
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Clock clock;
  private final BooleanSupplier member;
  private final Supplier<Future<?>> database;
  private volatile String phase = "the roles of this process are starting";
  private Future<List<String>> known;
  private long askedAt;

  /**
   * Makes one of a process that is starting.
   *
   * @param clock monotonic time says how old an answer is
   * @param member whether the process is in its cluster, if it belongs to one
   * @param database asks the database something, if the process needs one
   */
  Readiness(Clock clock, BooleanSupplier member, Supplier<Future<?>> database) {
    this.clock = clock;
    this.member = member;
    this.database = database;
  }

  /** Every role runs, and whatever it serves is known to the others. */
  void serving() {
    phase = "";
  }

  /** The process was asked to end. */
  void ending() {
    phase = "this process is ending";
  }

  /** What keeps it from its work, in sentences; empty when nothing does. */
  Future<List<String>> obstacles() {
    if (known == null || (known.isComplete() && clock.nanos() - askedAt >= FRESH.toNanos())) {
      askedAt = clock.nanos();
      known = ask();
    }
    return known.map(this::withWhatIsKnownHere);
  }

  private Future<List<String>> ask() {
    return database
        .get()
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .map(answer -> List.<String>of())
        .otherwise(failure -> List.of("the database does not answer: " + failure.getMessage()));
  }

  private List<String> withWhatIsKnownHere(List<String> asked) {
    List<String> all = new ArrayList<>();
    if (!phase.isEmpty()) {
      all.add(phase);
    }
    if (!member.getAsBoolean()) {
      all.add("this process is not a member of its cluster");
    }
    all.addAll(asked);
    return all;
  }
}
