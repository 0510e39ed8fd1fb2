package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.fss.kernel.InMemoryDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Thousands of short histories in which what can go wrong does. {@code -Dfss.simulation.seed=N}
 * plays one of them with a trace, {@code -Dfss.simulation.seconds=S} plays more of them.
 */
class SimulationTest {
  private static final long FIRST_SEED = 1;
  private static final long LEAST = 200;

  @TempDir Path folder;
  private InMemoryDatabase tables;
  private Level level;

  @BeforeEach
  void open() throws Exception {
    tables = InMemoryDatabase.open(folder, "db/scheduler/sqlite");
    SimLedger.watch(tables);
    Logger logger = (Logger) LoggerFactory.getLogger("io.fss");
    level = logger.getLevel();
    logger.setLevel(Level.OFF);
  }

  @AfterEach
  void close() throws Exception {
    ((Logger) LoggerFactory.getLogger("io.fss")).setLevel(level);
    tables.close();
  }

  @Test
  void no_law_is_broken_whatever_goes_wrong() throws Exception {
    // given
    Long wanted = Long.getLong("fss.simulation.seed");
    long end = System.nanoTime() + Long.getLong("fss.simulation.seconds", 45) * 1_000_000_000L;

    // when
    long seeds = 0;
    long runs = 0;
    long millis = 0;
    while (wanted == null ? seeds < LEAST || System.nanoTime() < end : seeds == 0) {
      Simulation history = play(wanted == null ? FIRST_SEED + seeds : wanted, wanted != null);
      seeds++;
      runs += history.runs();
      millis += history.millis();
    }

    // then
    System.out.printf(
        "%d histories from seed %d on, %d jobs, %d virtual minutes%n",
        seeds, FIRST_SEED, runs, millis / 60_000);
    assertThat(runs).isPositive();
  }

  private Simulation play(long seed, boolean tracing) throws Exception {
    Simulation history = new Simulation(seed, tables, tracing);
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
    Simulation once = play(FIRST_SEED, false);

    // when
    Simulation again = play(FIRST_SEED, false);

    // then
    assertThat(again.print()).isEqualTo(once.print());
  }
}
