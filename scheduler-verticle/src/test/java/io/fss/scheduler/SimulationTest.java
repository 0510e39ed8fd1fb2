package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.fss.kernel.InMemoryDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/**
 * Thousands of short histories in which what can go wrong does: the same ones every time. {@code
 * -Dfss.simulation.seed=N} plays one of them with a trace, {@code -Dfss.simulation.seconds=S} goes
 * on with more of them until the time is over.
 */
class SimulationTest {
  private static final long SEEDS = 2_000;
  private static final long SEEDS_OF_A_BREACH = 300;

  @TempDir private static Path folder;
  private static InMemoryDatabase tables;
  private static Level level;

  @BeforeAll
  static void open() throws Exception {
    tables = InMemoryDatabase.open(folder, "db/scheduler/sqlite");
    SimLedger.watch(tables);
    // What goes wrong is told thousands of times, and is wanted.
    level = logger().getLevel();
    logger().setLevel(Level.OFF);
  }

  @AfterAll
  static void close() throws Exception {
    logger().setLevel(level);
    tables.close();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("io.fss");
  }

  @Test
  void no_law_is_broken_whatever_goes_wrong() throws Exception {
    // given
    Long wanted = Long.getLong("fss.simulation.seed");
    long first = wanted == null ? 1 : wanted;
    long last = wanted == null ? SEEDS : wanted;
    long seconds = wanted == null ? Long.getLong("fss.simulation.seconds", 0) : 0;
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();

    // when
    long runs = 0;
    long millis = 0;
    long seed = first;
    for (; seed <= last || System.nanoTime() < end; seed++) {
      Simulation history = play(seed, SimBreach.NONE, wanted != null);
      runs += history.runs();
      millis += history.millis();
    }

    // then
    System.out.printf(
        "seeds %d to %d: %d jobs in %d virtual minutes%n", first, seed - 1, runs, millis / 60_000);
    assertThat(runs).isGreaterThan(wanted == null ? 10 * SEEDS : -1);
  }

  private static Simulation play(long seed, SimBreach breach, boolean tracing) throws Exception {
    Simulation history = new Simulation(seed, tables, breach, tracing);
    try {
      history.run();
    } catch (SimViolation violation) {
      throw new AssertionError(
          "seed %d, after %d virtual ms: %s (play it again with -Dfss.simulation.seed=%d)"
              .formatted(seed, history.millis(), violation.getMessage(), seed),
          violation);
    }
    return history;
  }

  @Test
  void a_seed_is_the_same_history_every_time() throws Exception {
    // given
    List<Long> once = prints();

    // when
    List<Long> again = prints();

    // then
    assertThat(again).isEqualTo(once).doesNotHaveDuplicates();
  }

  private static List<Long> prints() throws Exception {
    List<Long> prints = new ArrayList<>();
    for (long seed : LongStream.rangeClosed(1, 25).toArray()) {
      prints.add(play(seed, SimBreach.NONE, false).print());
    }
    return prints;
  }

  /** A law that cannot be seen broken is not watched. */
  @ParameterizedTest
  @CsvSource({
    "OVERLAP_IGNORED,     was booked beside",
    "BOOKED_IS_FREE,      was booked",
    "TRIES_UNCOUNTED,     tries allowed",
    "RUNS_COUNTED_TWICE,  counter runs of group",
    "FAILURES_UNRECORDED, ended without a record",
    "SKIPS_UNRECORDED,    counter skipped of group",
    "NEXT_FORGOTTEN,      next task",
    "DATA_UNGUARDED,      data was overwritten",
    "ROLLED_UP_TWICE,     rolled up",
    "COMMITS_LOST,        acknowledged and is not on record",
    "DUPLICATES_STARTED,  started twice",
    "EXECUTE_ASTRAY,      without a booking",
    "SILENCE_EXAGGERATED, holds a lease",
    "DOUBT_UNASKED,       stuck at",
    "CLOCK_AHEAD,         ms early",
  })
  void a_part_that_does_not_do_what_it_must_is_caught(SimBreach breach, String law)
      throws Exception {
    String caught = "";
    long seed = 0;
    while (seed < SEEDS_OF_A_BREACH && !caught.contains(law)) {
      seed++;
      Simulation history = new Simulation(seed, tables, breach, false);
      try {
        history.run();
      } catch (SimViolation violation) {
        caught = violation.getMessage();
      }
    }

    System.out.printf("%s was seen in seed %d of %d%n", breach, seed, SEEDS_OF_A_BREACH);
    assertThat(caught).contains(law);
  }
}
