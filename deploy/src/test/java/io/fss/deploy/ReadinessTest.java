package io.fss.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.SettableClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private final SettableClock clock = new SettableClock(Instant.EPOCH);
  private final AtomicBoolean member = new AtomicBoolean(true);
  private final AtomicInteger asked = new AtomicInteger();
  private Future<?> database = Future.succeededFuture();
  private final Readiness readiness = new Readiness(clock, member::get, this::ask);

  private Future<?> ask() {
    asked.incrementAndGet();
    return database;
  }

  @Test
  void a_process_is_ready_between_its_start_and_its_end() {
    assertThat(readiness.obstacles().result())
        .containsExactly("the roles of this process are starting");

    readiness.serving();
    assertThat(readiness.obstacles().result()).isEmpty();

    readiness.ending();
    assertThat(readiness.obstacles().result()).containsExactly("this process is ending");
  }

  @Test
  void who_is_no_member_and_has_no_database_says_both() {
    readiness.serving();
    member.set(false);
    database = Future.failedFuture("connection refused");

    assertThat(readiness.obstacles().result())
        .containsExactly(
            "this process is not a member of its cluster",
            "the database does not answer: connection refused");
  }

  @Test
  void the_database_is_asked_once_a_second_however_often_somebody_wants_to_know() {
    readiness.serving();
    readiness.obstacles();
    database = Future.failedFuture("gone");

    assertThat(readiness.obstacles().result()).isEmpty();
    assertThat(asked).hasValue(1);

    clock.advance(Duration.ofSeconds(1));
    assertThat(readiness.obstacles().result()).hasSize(1);
    assertThat(asked).hasValue(2);
  }

  @Test
  void a_database_that_has_not_answered_yet_is_not_asked_again() {
    Promise<Void> answer = Promise.promise();
    database = answer.future();
    readiness.serving();
    Future<?> first = readiness.obstacles();

    clock.advance(Duration.ofSeconds(1));
    readiness.obstacles();
    answer.complete();

    assertThat(asked).hasValue(1);
    assertThat(first.succeeded()).isTrue();
  }
}
