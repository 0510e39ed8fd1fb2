package io.fss.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SteadyClockTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final SettableClock machine = new SettableClock(START);
  private final SteadyClock clock = new SteadyClock(machine);
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();

  @BeforeEach
  void listen() {
    said.start();
    logger().addAppender(said);
  }

  @AfterEach
  void listen_no_more() {
    logger().detachAppender(said);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(SteadyClock.class);
  }

  private void reference(Instant time) {
    clock.follow(machine.nanos(), time, time);
  }

  @Test
  void it_shows_the_time_of_the_machine_until_it_is_told_better() {
    machine.advance(Duration.ofMillis(1_234));

    assertThat(clock.instant()).isEqualTo(START.plusMillis(1_234));
    assertThat(clock.nanos()).isEqualTo(machine.nanos());
  }

  @Test
  void it_is_not_ahead_when_the_process_is_held_up_while_it_reads_the_clocks_of_the_machine() {
    // given a pause of 3 ms at the first look at the wall clock, as for the loading of classes
    Clock heldUp =
        new Clock() {
          private boolean looked;

          @Override
          public long millis() {
            if (!looked) {
              machine.advance(Duration.ofMillis(3));
            }
            looked = true;
            return machine.millis();
          }

          @Override
          public long nanos() {
            return machine.nanos();
          }
        };

    // when
    SteadyClock late = new SteadyClock(heldUp);
    machine.advance(Duration.ofSeconds(1));

    // then
    assertThat(late.millis()).isEqualTo(machine.millis());
  }

  @Test
  void a_wall_clock_that_somebody_sets_changes_nothing_by_itself() {
    machine.jump(Duration.ofHours(-3));
    machine.advance(Duration.ofMillis(10));

    assertThat(clock.instant()).isEqualTo(START.plusMillis(10));
  }

  @Test
  void it_makes_good_what_it_is_behind_by_running_a_twentieth_faster() {
    // given a clock that is half a second behind
    reference(START.plusMillis(500));

    // when time passes, then it gains 5 % of it until nothing is owed
    machine.advance(Duration.ofSeconds(2));
    assertThat(clock.instant()).isEqualTo(START.plusMillis(2_100));
    machine.advance(Duration.ofSeconds(8));
    assertThat(clock.instant()).isEqualTo(START.plusMillis(10_500));
    machine.advance(Duration.ofSeconds(100));
    assertThat(clock.instant()).isEqualTo(START.plusMillis(110_500));
    assertThat(said.list).isEmpty();
  }

  @Test
  void it_makes_good_what_it_is_ahead_by_running_a_twentieth_slower() {
    reference(START.minusMillis(500));

    machine.advance(Duration.ofSeconds(2));
    assertThat(clock.instant()).isEqualTo(START.plusMillis(1_900));
    machine.advance(Duration.ofSeconds(8));
    assertThat(clock.instant()).isEqualTo(START.plusMillis(9_500));
    assertThat(clock.skew()).isEqualTo(Duration.ofMillis(-500));
  }

  @Test
  void an_answer_it_may_agree_with_changes_nothing() {
    clock.follow(machine.nanos(), START.minusMillis(20), START.plusMillis(1));
    machine.advance(Duration.ofSeconds(10));

    assertThat(clock.instant()).isEqualTo(START.plusSeconds(10));
    assertThat(clock.skew()).isZero();
  }

  @Test
  void an_answer_it_cannot_agree_with_counts_by_its_middle() {
    clock.follow(machine.nanos(), START.plusMillis(10), START.plusMillis(30));
    machine.advance(Duration.ofSeconds(10));

    assertThat(clock.instant()).isEqualTo(START.plusSeconds(10).plusMillis(20));
  }

  @Test
  void more_than_a_second_behind_it_is_set_and_says_so_once() {
    // given
    reference(START.plusMillis(1_000));
    assertThat(clock.steps()).as("a second is still made good quietly").isZero();

    // when
    reference(START.plusMillis(1_001));
    machine.advance(Duration.ofMillis(5));
    reference(START.plusMillis(1_006));

    // then
    assertThat(clock.instant()).isEqualTo(START.plusMillis(1_006));
    assertThat(clock.steps()).isEqualTo(1);
    assertThat(said.list).hasSize(1);
    assertThat(said.list.get(0).getLevel()).isEqualTo(Level.ERROR);
    assertThat(said.list.get(0).getFormattedMessage())
        .contains("1.001 s behind its reference", START.toString());
  }

  @Test
  void an_hour_ahead_it_is_not_set_back_but_runs_slower_and_says_so_once() {
    // when it is asked again and again
    for (int i = 0; i < 100; i++) {
      reference(START.minusSeconds(3_600).plusSeconds(i));
      machine.advance(Duration.ofSeconds(1));
    }

    // then it has lost a twentieth of what passed
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(95));
    assertThat(clock.skew()).isBetween(Duration.ofSeconds(-3_600), Duration.ofSeconds(-3_590));
    assertThat(clock.steps()).isZero();
    assertThat(said.list)
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.getLevel()).isEqualTo(Level.ERROR);
              assertThat(line.getFormattedMessage())
                  .contains("3600.0 s ahead of its reference", "about 1200 min");
            });
  }

  @Test
  void an_hour_ahead_it_comes_right_in_the_end_and_says_so() {
    for (int i = 0; i < 80_000; i++) {
      reference(START.minusSeconds(3_600).plusSeconds(i));
      machine.advance(Duration.ofSeconds(1));
    }

    assertThat(clock.instant()).isEqualTo(START.minusSeconds(3_600).plusSeconds(80_000));
    assertThat(said.list).hasSize(2);
    assertThat(said.list.get(1).getLevel()).isEqualTo(Level.INFO);
  }

  @Test
  void the_skew_that_made_it_step_is_shown_until_the_next_answer() {
    reference(START.plusSeconds(3_600));
    assertThat(clock.skew()).isEqualTo(Duration.ofHours(1));

    reference(START.plusSeconds(3_600));
    assertThat(clock.skew()).isZero();
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(3_600));
  }

  @Test
  void the_first_answer_sets_it_although_it_is_little_that_is_wrong() {
    clock.begin(machine.nanos(), START.plusMillis(-40), START.plusMillis(-20));

    assertThat(clock.instant()).isEqualTo(START.plusMillis(-30));
    assertThat(clock.steps()).isZero();
    assertThat(said.list).isEmpty();
  }

  @Test
  void a_first_answer_that_is_far_away_is_told_too() {
    clock.begin(machine.nanos(), START.plusSeconds(7), START.plusSeconds(7));

    assertThat(clock.instant()).isEqualTo(START.plusSeconds(7));
    assertThat(clock.steps()).isEqualTo(1);
    assertThat(said.list).hasSize(1);
  }

  @Test
  void whatever_it_is_told_within_a_second_it_never_goes_back_nor_faster_than_it_may() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      SettableClock hands = new SettableClock(START);
      SteadyClock tested = new SteadyClock(hands);
      for (int i = 0; i < 200; i++) {
        long off = random.nextLong(-900_000_000, 900_000_000);
        Instant told = tested.instant().plusNanos(off);
        tested.follow(hands.nanos(), told, told.plusNanos(random.nextInt(1_000_000)));
        for (int step = 0; step < 5; step++) {
          long before = tested.millis();
          long passed = random.nextLong(3_000_000_000L);
          hands.advance(Duration.ofNanos(passed));
          long shown = tested.millis() - before;
          assertThat(shown)
              .as("seed %d: shown while %d ns passed", seed, passed)
              .isBetween(passed * 19 / 20_000_000 - 1, passed * 21 / 20_000_000 + 1);
        }
      }
    }
  }

  @Test
  void it_comes_to_agree_with_a_reference_that_runs_otherwise() {
    for (long seed = 0; seed < 100; seed++) {
      // given a reference that drifts by up to 1 % and answers within up to 20 ms
      Random random = new Random(seed);
      SettableClock hands = new SettableClock(START);
      SteadyClock tested = new SteadyClock(hands);
      double drift = 1 + random.nextDouble(-0.01, 0.01);
      long offMs = random.nextLong(-900, 900);

      // when it is asked every second
      for (int i = 1; i <= 120; i++) {
        hands.advance(Duration.ofSeconds(1));
        Instant right = START.plusMillis(offMs).plusNanos((long) (i * 1e9 * drift));
        long there = random.nextLong(10_000_000);
        tested.follow(
            hands.nanos(), right.minusNanos(there), right.plusNanos(random.nextLong(10_000_000)));

        // then what is wrong soon is no more than a second of drift and what the way hides
        if (i > 40) {
          assertThat(Duration.between(tested.instant(), right).toMillis())
              .as("seed %d after %d s", seed, i)
              .isCloseTo(0L, within(21L));
        }
      }
      assertThat(tested.steps()).isZero();
    }
  }

  @Test
  void readers_on_many_threads_never_see_it_go_back() throws InterruptedException {
    // given
    SteadyClock real = new SteadyClock(Clock.system());
    AtomicBoolean done = new AtomicBoolean();
    AtomicBoolean wentBack = new AtomicBoolean();
    CountDownLatch reading = new CountDownLatch(3);
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Thread reader =
          new Thread(
              () -> {
                reading.countDown();
                long last = Long.MIN_VALUE;
                while (!done.get()) {
                  long now = real.millis();
                  if (now < last) {
                    wentBack.set(true);
                  }
                  last = now;
                }
              });
      readers.add(reader);
      reader.start();
    }
    reading.await();

    // when it is told to run faster and slower all the time
    for (int i = 0; i < 20_000; i++) {
      Instant told = real.instant().plusMillis(i % 2 == 0 ? 900 : -900);
      real.follow(real.nanos(), told, told);
    }
    done.set(true);
    for (Thread reader : readers) {
      reader.join();
    }

    // then
    assertThat(wentBack).isFalse();
    assertThat(real.steps()).isZero();
  }
}
