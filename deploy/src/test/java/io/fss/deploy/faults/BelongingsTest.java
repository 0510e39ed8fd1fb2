package io.fss.deploy.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fss.deploy.rig.RunFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BelongingsTest {
  private final Belongings belongings = new Belongings();
  private final List<String> ended = new ArrayList<>();

  @Test
  void what_was_made_before_a_making_that_failed_goes_backwards() throws InterruptedException {
    // given
    belongings.add(() -> "database", ended::add);
    belongings.add(() -> "redis", ended::add);
    assertThatThrownBy(
            () ->
                belongings.<String>add(
                    () -> {
                      throw new RunFailure("no port is free");
                    },
                    ended::add))
        .hasMessage("no port is free");

    // when
    belongings.close();
    belongings.close();

    // then
    assertThat(ended).containsExactly("redis", "database");
  }

  @Test
  void a_piece_that_does_not_go_keeps_none_of_the_others() throws InterruptedException {
    // given
    belongings.add(() -> "database", ended::add);
    belongings.add(() -> "redis", this::fail);
    belongings.add(() -> "server", this::fail);

    // when, then
    assertThatThrownBy(belongings::close)
        .hasMessage("server does not go")
        .satisfies(
            failure ->
                assertThat(failure.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .containsExactly("redis does not go"));
    assertThat(ended).containsExactly("database");
  }

  @Test
  void nothing_is_made_when_all_has_gone() {
    // given
    belongings.close();

    // when, then
    assertThatThrownBy(() -> belongings.add(() -> ended.add("made"), made -> {}))
        .isInstanceOf(RunFailure.class);
    assertThat(ended).isEmpty();
  }

  @Test
  void what_is_being_made_while_all_goes_goes_too() throws InterruptedException {
    // given
    CountDownLatch makes = new CountDownLatch(1);
    CountDownLatch goesOn = new CountDownLatch(1);
    Thread stage =
        new Thread(
            () -> {
              try {
                belongings.add(
                    () -> {
                      makes.countDown();
                      goesOn.await();
                      return "database";
                    },
                    ended::add);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    stage.start();
    assertThat(makes.await(30, TimeUnit.SECONDS)).isTrue();
    Thread hook = new Thread(belongings::close);

    // when
    hook.start();
    goesOn.countDown();
    hook.join(30_000);
    stage.join(30_000);

    // then whoever came first, nothing is left
    belongings.close();
    assertThat(ended).containsExactly("database");
  }

  private void fail(String name) {
    throw new IllegalStateException(name + " does not go");
  }
}
