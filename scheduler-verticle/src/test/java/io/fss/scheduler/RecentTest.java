package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RecentTest {
  private final List<String> asked = new ArrayList<>();
  private final Recent<String, Integer> lengths = new Recent<>(2, this::length);

  private int length(String word) {
    asked.add(word);
    if (word.isEmpty()) {
      throw new IllegalArgumentException("empty");
    }
    return word.length();
  }

  @Test
  void the_same_question_is_answered_from_memory() {
    assertThat(lengths.of("one")).isEqualTo(3);
    assertThat(lengths.of("one")).isEqualTo(3);

    assertThat(asked).containsExactly("one");
  }

  @Test
  void what_was_not_used_for_longest_is_forgotten() {
    lengths.of("one");
    lengths.of("two");
    lengths.of("one");
    lengths.of("three");
    lengths.of("one");
    lengths.of("two");

    assertThat(asked).containsExactly("one", "two", "three", "two");
  }

  @Test
  void a_failure_is_passed_on_and_not_kept() {
    assertThatThrownBy(() -> lengths.of("")).hasMessage("empty");
    assertThatThrownBy(() -> lengths.of("")).hasMessage("empty");

    assertThat(asked).hasSize(2);
  }

  @Test
  void many_threads_may_ask_at_one_time() throws Exception {
    Recent<Integer, Integer> squares = new Recent<>(10, number -> number * number);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Boolean>> askers = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int first = thread;
        askers.add(
            () -> {
              boolean right = true;
              for (int i = first; i < 20_000; i++) {
                right &= squares.of(i % 50) == (i % 50) * (i % 50);
              }
              return right;
            });
      }
      for (Future<Boolean> right : threads.invokeAll(askers)) {
        assertThat(right.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
