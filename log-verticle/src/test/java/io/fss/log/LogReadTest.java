package io.fss.log;

import static io.fss.kernel.Await.failure;
import static io.fss.log.LogFixture.TASK;
import static io.fss.log.LogFixture.batch;
import static io.fss.log.LogFixture.line;
import static io.fss.log.LogFixture.lines;
import static io.fss.log.LogFixture.linesOf;
import static io.fss.log.LogFixture.messages;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.LogPage;
import io.fss.proto.bus.v1.StoredLine;
import io.fss.proto.v1.LogBatch;
import io.fss.proto.v1.LogLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LogReadTest {
  @TempDir Path folder;
  private LogFixture log;

  @BeforeEach
  void open() {
    log = new LogFixture(folder);
  }

  @AfterEach
  void close() {
    log.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 10, 25, 99, 100, 101})
  void page_by_page_is_the_same_as_the_whole(int limit) {
    // given
    for (int first = 1; first <= 91; first += 10) {
      log.append(lines(1, first, first + 9));
    }
    List<StoredLine> whole = log.page(linesOf(TASK)).getLinesList();

    // when
    List<StoredLine> paged = log.read(linesOf(TASK).setLimit(limit));

    // then
    assertThat(whole).hasSize(100);
    assertThat(paged).isEqualTo(whole);
  }

  @Test
  void more_says_whether_lines_are_left() {
    // given
    log.append(lines(1, 1, 10));

    // when
    LogPage nine = log.page(linesOf(TASK).setLimit(9));
    LogPage ten = log.page(linesOf(TASK).setLimit(10));

    // then
    assertThat(nine.getMore()).isTrue();
    assertThat(ten.getMore()).isFalse();
  }

  @Test
  void a_cursor_continues_with_what_came_later() {
    // given
    String empty = log.page(linesOf(TASK)).getCursor();
    log.append(lines(1, 1, 3));
    LogPage first = log.page(linesOf(TASK).setCursor(empty));

    // when
    LogPage nothingNew = log.page(linesOf(TASK).setCursor(first.getCursor()));
    log.append(lines(1, 4, 5));
    LogPage later = log.page(linesOf(TASK).setCursor(nothingNew.getCursor()));

    // then
    assertThat(messages(first.getLinesList())).containsExactly("line 1", "line 2", "line 3");
    assertThat(nothingNew.getLinesList()).isEmpty();
    assertThat(messages(later.getLinesList())).containsExactly("line 4", "line 5");
  }

  @Test
  void a_cursor_outlives_the_deletion_of_the_chunk_it_stands_in() {
    // given
    log.append(lines(1, 1, 4));
    String inside = log.page(linesOf(TASK).setLimit(2)).getCursor();
    log.clock.advance(LogFixture.RETENTION.plus(Duration.ofMillis(1)));
    log.expire();

    // when
    log.append(lines(1, 5, 8));
    LogPage later = log.page(linesOf(TASK).setCursor(inside));

    // then
    assertThat(messages(later.getLinesList()))
        .containsExactly("line 5", "line 6", "line 7", "line 8");
  }

  @Test
  void attempt_and_level_filter_what_is_answered_and_other_tasks_are_never_shown() {
    // given
    log.append(
        batch(1, 1)
            .addLines(line("one debug", LogLevel.DEBUG))
            .addLines(line("one warn", LogLevel.WARN)),
        batch(2, 1)
            .addLines(line("two error", LogLevel.ERROR))
            .addLines(line("two without", LogLevel.LOG_LEVEL_UNSPECIFIED))
            .addLines(line("two trace", LogLevel.TRACE)));
    LogBatch.Builder other = lines(1, 1, 3);
    other.getAttemptBuilder().setTaskId(TASK + 1);
    log.append(other);

    // when
    List<StoredLine> all = log.read(linesOf(TASK));
    List<StoredLine> second = log.read(linesOf(TASK).setAttempt(2));
    List<StoredLine> loud = log.read(linesOf(TASK).setMinLevel(LogLevel.WARN).setLimit(1));
    List<StoredLine> info = log.read(linesOf(TASK).setMinLevel(LogLevel.INFO).setAttempt(2));

    // then
    assertThat(all).hasSize(5);
    assertThat(messages(second)).containsExactly("two error", "two without", "two trace");
    assertThat(messages(loud)).containsExactly("one warn", "two error");
    assertThat(messages(info)).containsExactly("two error", "two without");
  }

  @Test
  void a_page_of_long_lines_ends_early_and_the_next_goes_on() {
    // given
    LogBatch.Builder batch = batch(1, 1);
    for (int i = 0; i < 200; i++) {
      batch.addLines(line(i + "m".repeat(16_000), LogLevel.INFO));
    }
    log.append(batch);

    // when
    LogPage first = log.page(linesOf(TASK).setLimit(5_000));
    List<StoredLine> all = log.read(linesOf(TASK).setLimit(5_000));

    // then
    assertThat(first.getMore()).isTrue();
    assertThat(first.getSerializedSize()).isBetween(900_000, 1_200_000);
    assertThat(all).hasSize(200);
    assertThat(all).extracting(StoredLine::getSequence).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void a_line_says_its_attempt_number_and_when_it_was_stored() {
    // given
    log.append(lines(3, 1, 2));

    // when
    StoredLine second = log.read(linesOf(TASK)).get(1);

    // then
    assertThat(second.getAttempt()).isEqualTo(3);
    assertThat(second.getSequence()).isEqualTo(2);
    assertThat(second.getReceivedAtMs()).isEqualTo(log.clock.millis());
    assertThat(second.getLine().getSaidAtMs()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "-1", "1.", "1.2.3", "1 OR 1=1", "9999999999999999999"})
  void a_cursor_that_no_page_answered_is_refused(String cursor) {
    // when
    Throwable refused =
        failure(log.bus.request(Channels.LOG_READ, linesOf(TASK).setCursor(cursor).build()));

    // then
    assertThat(refused)
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INVALID);
              assertThat(refusal.violations().get(0).getField()).isEqualTo("cursor");
            });
  }
}
