package io.fss.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ClientResultsTest {
  private static final long PLANNED = 1_700_000_000_000L;

  @Test
  void results_survive_the_way_from_the_client_to_the_driver() {
    // given
    Recorder recorder = new Recorder();
    recorder.window(PLANNED, PLANNED + 1);
    LongStream.range(0, 10_000).forEach(task -> start(recorder, task, 1_500));

    // when
    ClientResults read = ClientResults.of(recorder.results().lines());

    // then
    assertThat(read.runs()).hasSize(10_000).isEqualTo(recorder.results().runs());
    assertThat(read.lastStartUs()).isEqualTo(PLANNED * 1_000 + 1_500);
    assertThat(read.lateness().json()).isEqualTo(recorder.results().lateness().json());
  }

  @Test
  void lateness_of_several_clients_is_one_distribution() {
    // given
    Lateness fast = new Lateness();
    Lateness slow = new Lateness();
    LongStream.range(0, 99).forEach(i -> fast.record(1_000));
    slow.record(500_000);
    slow.record(-1);

    // when
    Lateness both = Lateness.decode(fast.encode());
    both.add(Lateness.decode(slow.encode()));

    // then
    assertThat(both.count()).isEqualTo(101);
    assertThat(both.early()).isEqualTo(1);
    assertThat(both.json().getDouble("p50")).isBetween(0.999, 1.001);
    assertThat(both.json().getDouble("max")).isBetween(499.5, 500.5);
  }

  @Test
  void only_starts_planned_within_the_window_count() {
    // given
    Recorder recorder = new Recorder();
    start(recorder, 1, 0);

    // when
    recorder.window(PLANNED, PLANNED + 1);
    start(recorder, 2, 0);
    recorder.started(3, 0, Instant.ofEpochMilli(PLANNED + 1), Instant.ofEpochMilli(PLANNED + 1));

    // then
    assertThat(recorder.results().runs()).containsExactly(new Run(2, 0, PLANNED));
    assertThat(recorder.counted()).isEqualTo(1);
  }

  @Test
  void a_new_window_begins_with_nothing() {
    // given
    Recorder recorder = new Recorder();
    recorder.window(PLANNED, PLANNED + 1);
    start(recorder, 1, 7);

    // when
    recorder.window(PLANNED, PLANNED + 1);

    // then
    assertThat(recorder.results().runs()).isEmpty();
    assertThat(recorder.results().lastStartUs()).isZero();
    assertThat(recorder.results().lateness().count()).isZero();
  }

  @Test
  void a_foreign_line_is_refused() {
    assertThatThrownBy(() -> ClientResults.of(List.of("hello")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hello");
  }

  private static void start(Recorder recorder, long task, long lateUs) {
    Instant planned = Instant.ofEpochMilli(PLANNED);
    recorder.started(task, 0, planned, planned.plusNanos(lateUs * 1_000));
  }
}
