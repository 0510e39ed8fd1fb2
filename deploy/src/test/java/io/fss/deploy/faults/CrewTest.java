package io.fss.deploy.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fss.deploy.rig.RunFailure;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CrewTest {
  private final Crew crew = new Crew();
  private final CountDownLatch never = new CountDownLatch(1);

  @AfterEach
  void end() {
    crew.close();
  }

  @Test
  void a_run_answers_what_it_came_to() throws InterruptedException {
    assertThat(crew.lead(() -> "all is well")).isEqualTo("all is well");
  }

  @Test
  void the_death_of_a_thread_by_an_error_ends_the_run_at_once() {
    // given
    crew.start(
        "lane",
        () -> {
          throw new StackOverflowError("too deep");
        });

    // when, then
    assertThatThrownBy(() -> crew.lead(this::forever))
        .isInstanceOf(RunFailure.class)
        .hasMessage("thread lane died: java.lang.StackOverflowError: too deep")
        .satisfies(
            failure ->
                assertThat(((RunFailure) failure).log())
                    .first()
                    .asString()
                    .contains("at io.fss.deploy.faults.CrewTest"));
  }

  @Test
  void a_failure_of_a_thread_ends_the_run_with_its_own_words() {
    // given
    crew.start(
        "lane",
        () -> {
          throw new RunFailure("server was not ready");
        });

    // when, then
    assertThatThrownBy(() -> crew.lead(this::forever)).hasMessage("server was not ready");
  }

  @Test
  void the_death_of_the_thread_that_leads_ends_the_run() {
    assertThatThrownBy(
            () ->
                crew.lead(
                    () -> {
                      throw new IllegalStateException("no rows");
                    }))
        .isInstanceOf(RunFailure.class)
        .hasMessage("thread run died: java.lang.IllegalStateException: no rows");
  }

  @Test
  void a_thread_that_waits_for_one_that_died_does_not_make_the_run_a_success() {
    assertThatThrownBy(
            () ->
                crew.lead(
                    () -> {
                      crew.start(
                              "lane",
                              () -> {
                                throw new AssertionError("half blind");
                              })
                          .join();
                      return "all is well";
                    }))
        .hasMessage("thread lane died: java.lang.AssertionError: half blind");
  }

  @Test
  void of_several_alarms_the_first_ends_the_run() throws InterruptedException {
    // given
    CountDownLatch leads = new CountDownLatch(1);
    crew.start(
        "watch",
        () -> {
          leads.await();
          crew.alarm(new RunFailure("redis ended by itself"));
          crew.alarm(new RunFailure("server ended by itself"));
        });

    // when, then
    assertThatThrownBy(
            () ->
                crew.lead(
                    () -> {
                      leads.countDown();
                      return forever();
                    }))
        .hasMessage("redis ended by itself");
  }

  @Test
  void all_threads_are_gone_and_none_starts_when_the_crew_is_closed() {
    // given
    Thread lane = crew.start("lane", this::forever);

    // when
    crew.close();

    // then
    assertThat(lane.isAlive()).isFalse();
    assertThatThrownBy(() -> crew.start("late", this::forever))
        .hasMessage("thread late is not started any more: the run is over");
  }

  private String forever() throws InterruptedException {
    assertThat(never.await(50, TimeUnit.SECONDS)).as("was interrupted").isTrue();
    return "";
  }
}
