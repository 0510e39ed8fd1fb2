package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.fss.kernel.InMemoryDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
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

  // Histories share nothing: as many are played at once as a small machine has processors.
  private static final int AT_ONCE = 2;

  @TempDir private static Path folder;
  private static InMemoryDatabase tables;
  private static Level level;

  @BeforeAll
  static void open() throws Exception {
    tables = open("alone");
    // What goes wrong is told thousands of times, and is wanted.
    level = logger().getLevel();
    logger().setLevel(Level.OFF);
  }

  @AfterAll
  static void close() throws Exception {
    logger().setLevel(level);
    tables.close();
  }

  private static InMemoryDatabase open(String name) throws Exception {
    InMemoryDatabase opened =
        InMemoryDatabase.open(Files.createDirectory(folder.resolve(name)), "db/scheduler/sqlite");
    SimLedger.watch(opened);
    return opened;
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
    AtomicLong next = new AtomicLong(first);
    AtomicLong runs = new AtomicLong();
    AtomicLong millis = new AtomicLong();
    atOnce(
        mine -> {
          long seed = next.getAndIncrement();
          boolean more = seed <= last || System.nanoTime() < end;
          if (more) {
            Simulation history = play(seed, mine, wanted != null);
            runs.addAndGet(history.runs());
            millis.addAndGet(history.millis());
          }
          return more;
        });

    // then
    System.out.printf(
        "%d seeds from %d: %d jobs in %d virtual minutes%n",
        next.get() - AT_ONCE - first, first, runs.get(), millis.get() / 60_000);
    assertThat(runs.get()).isGreaterThan(wanted == null ? 10 * SEEDS : -1);
  }

  /** Plays a history in these tables; answers whether there may be more. */
  private interface Play {
    boolean next(InMemoryDatabase tables) throws Exception;
  }

  /** Several play until there is no more; fails where one of them did. */
  private static void atOnce(Play play) throws Exception {
    ExecutorService players = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<Void>> games = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        String name = "player-" + i;
        games.add(players.submit(() -> untilNoMore(play, name)));
      }
      for (Future<Void> game : games) {
        game.get();
      }
    } finally {
      players.shutdownNow();
    }
  }

  private static Void untilNoMore(Play play, String name) throws Exception {
    try (InMemoryDatabase mine = open(name)) {
      boolean more = true;
      while (more && !Thread.currentThread().isInterrupted()) {
        more = play.next(mine);
      }
    }
    return null;
  }

  private static Simulation play(long seed, InMemoryDatabase tables, boolean tracing)
      throws Exception {
    Simulation history = new Simulation(seed, tables, SimBreach.NONE, tracing);
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
      prints.add(play(seed, tables, false).print());
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
