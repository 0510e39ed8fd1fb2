package io.fss.deploy.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SeatTest {
  private static final int ROUNDS = 20;

  @TempDir private Path folder;
  private final BlockingQueue<RunFailure> told = new LinkedBlockingQueue<>();
  private final List<Child> children = new ArrayList<>();
  private final Seat seat = new Seat("worker");

  @AfterEach
  void end() {
    children.forEach(Child::close);
  }

  @Test
  void only_the_end_that_nobody_wanted_is_told_of_many_that_follow_each_other() throws Exception {
    // given
    seat.watch(told::add);
    seat.start(this::worker);

    // when
    for (int round = 0; round < ROUNDS; round++) {
      seat.child().kill();
      seat.watched().get(30, TimeUnit.SECONDS);
      seat.start(this::worker);
    }

    // then
    assertThat(told).isEmpty();

    // when
    seat.child().process().destroyForcibly();

    // then
    assertThat(told.poll(30, TimeUnit.SECONDS))
        .hasMessage("worker-21 ended by itself with exit code 137");
  }

  @Test
  void the_end_of_what_was_there_before_anybody_watched_is_told() throws Exception {
    // given
    seat.start(this::worker);
    seat.child().process().destroyForcibly().waitFor(30, TimeUnit.SECONDS);

    // when
    seat.watch(told::add);

    // then
    assertThat(told.poll(30, TimeUnit.SECONDS))
        .hasMessage("worker-1 ended by itself with exit code 137");
  }

  @Test
  void nothing_starts_in_a_seat_that_was_closed() throws Exception {
    // given
    seat.watch(told::add);
    seat.start(this::worker);

    // when
    seat.close();
    seat.watched().get(30, TimeUnit.SECONDS);

    // then
    assertThat(children).extracting(child -> child.process().isAlive()).containsExactly(false);
    assertThat(told).isEmpty();
    assertThatThrownBy(() -> seat.start(this::worker))
        .hasMessage("worker is not started any more: the run is over");
    assertThatThrownBy(() -> seat.restart(before -> worker())).isInstanceOf(RunFailure.class);
    assertThat(children).hasSize(1);
  }

  @Test
  void what_is_being_restarted_while_the_seat_is_closed_ends_with_it() throws Exception {
    // given
    CountDownLatch restarts = new CountDownLatch(1);
    CountDownLatch goesOn = new CountDownLatch(1);
    seat.start(this::worker);
    Thread lane =
        new Thread(
            () -> {
              try {
                seat.restart(
                    before -> {
                      before.kill();
                      restarts.countDown();
                      goesOn.await();
                      return worker();
                    });
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    lane.start();
    assertThat(restarts.await(30, TimeUnit.SECONDS)).isTrue();
    Thread closing = new Thread(seat::close);

    // when
    closing.start();
    goesOn.countDown();
    closing.join(30_000);
    lane.join(30_000);

    // then
    assertThat(closing.isAlive() || lane.isAlive()).isFalse();
    assertThat(children).hasSizeLessThanOrEqualTo(2);
    assertThat(children).noneMatch(child -> child.process().isAlive());
  }

  private Child worker() {
    Child child =
        Child.startCommand(
            "worker-" + (children.size() + 1),
            List.of("/bin/sh", "-c", "read word"),
            Map.of(),
            folder.resolve("log"),
            false);
    children.add(child);
    return child;
  }
}
