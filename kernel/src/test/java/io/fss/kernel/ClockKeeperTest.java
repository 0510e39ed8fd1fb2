package io.fss.kernel;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClockKeeperTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final Vertx vertx = Vertx.vertx();
  private final SettableClock machine = new SettableClock(START);
  private final SteadyClock clock = new SteadyClock(machine);
  private final AtomicInteger questions = new AtomicInteger();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private ClockKeeper keeper(Supplier<Future<Instant>> reference) {
    return new ClockKeeper(
        vertx,
        clock,
        () -> {
          questions.incrementAndGet();
          return reference.get();
        },
        Duration.ofMillis(1),
        Duration.ofMillis(5));
  }

  @Test
  void the_clock_is_right_when_the_start_is_done() {
    ClockKeeper keeper = keeper(() -> Future.succeededFuture(START.plusMillis(400)));

    await(keeper.start());

    assertThat(clock.instant()).isEqualTo(START.plusMillis(400));
    keeper.stop();
  }

  @Test
  void the_way_of_an_answer_counts_by_half() {
    // given an answer that takes 200 ms, there and back
    ClockKeeper keeper =
        keeper(
            () -> {
              machine.advance(Duration.ofMillis(200));
              return Future.succeededFuture(START.plusMillis(800));
            });

    // when
    await(keeper.start());
    keeper.stop();

    // then the reference shows 800 ms to 1 s by now, while 200 ms have passed here
    assertThat(clock.skew()).isEqualTo(Duration.ofMillis(700));
    assertThat(clock.instant()).isEqualTo(START.plusMillis(900));
  }

  @Test
  void an_answer_that_took_too_long_is_worth_nothing() {
    ClockKeeper keeper =
        keeper(
            () -> {
              machine.advance(Duration.ofMillis(501));
              return Future.succeededFuture(START.plusSeconds(3_600));
            });

    await(keeper.start());
    until("it is asked again and again", () -> questions.get() > 3);
    keeper.stop();

    assertThat(clock.steps()).isZero();
    assertThat(clock.skew()).isZero();
  }

  @Test
  void a_reference_that_never_answers_holds_nobody_up() {
    ClockKeeper keeper = keeper(() -> Promise.<Instant>promise().future());

    await(keeper.start());
    until("it is asked again", () -> questions.get() > 1);
    keeper.stop();

    assertThat(clock.instant()).isEqualTo(START);
  }

  @Test
  void a_reference_that_fails_is_asked_again_until_it_answers() {
    // given
    ClockKeeper keeper =
        keeper(
            () -> {
              if (questions.get() == 2) {
                throw new IllegalStateException("thrown");
              }
              return questions.get() < 5
                  ? Future.failedFuture("not now")
                  : Future.succeededFuture(START.plusSeconds(60));
            });

    // when
    await(keeper.start());
    until("the clock follows", () -> clock.instant().equals(START.plusSeconds(60)));
    keeper.stop();

    // then
    assertThat(clock.steps()).isEqualTo(1);
  }

  @Test
  void the_wall_clock_of_the_machine_is_followed_and_the_jump_of_an_hour_told() {
    ClockKeeper keeper = ClockKeeper.byMachine(vertx, clock, machine);
    await(keeper.start());

    machine.jump(Duration.ofHours(1));

    until("the clock follows", () -> clock.instant().equals(START.plusSeconds(3_600)));
    assertThat(clock.steps()).isEqualTo(1);
    keeper.stop();
  }

  @Test
  void a_wall_clock_that_is_set_back_by_an_hour_does_not_set_the_clock_back() {
    ClockKeeper keeper = ClockKeeper.byMachine(vertx, clock, machine);
    await(keeper.start());

    machine.jump(Duration.ofHours(-1));

    until("the jump is seen", () -> clock.skew().equals(Duration.ofHours(-1)));
    assertThat(clock.instant()).isEqualTo(START);
    machine.advance(Duration.ofSeconds(20));
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(19));
    keeper.stop();
  }

  @Test
  void nothing_is_learnt_after_the_stop() {
    Promise<Instant> late = Promise.promise();
    ClockKeeper keeper = keeper(late::future);
    Future<Void> started = keeper.start();

    keeper.stop();
    late.complete(START.plusSeconds(3_600));
    await(started);

    assertThat(clock.instant()).isEqualTo(START);
  }
}
