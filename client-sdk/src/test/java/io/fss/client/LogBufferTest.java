package io.fss.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.LogBatch;
import io.fss.proto.v1.LogLevel;
import io.fss.proto.v1.LogLine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogBufferTest {
  private final LogBuffer buffer = new LogBuffer(4);
  private final AttemptLog log = log(1);

  private static AttemptLog log(long task) {
    return new AttemptLog(AttemptRef.newBuilder().setTaskId(task).setAttempt(1).build(), "", null);
  }

  private void say(AttemptLog to, LogLevel level, String message) {
    buffer.add(to, LogLine.newBuilder().setLevel(level).setMessage(message).build());
  }

  private static List<String> text(List<LogBatch> batches) {
    List<String> lines = new ArrayList<>();
    for (LogBatch batch : batches) {
      for (int i = 0; i < batch.getLinesCount(); i++) {
        long number = batch.getFirstSequence() + i;
        lines.add(
            batch.getAttempt().getTaskId() + ":" + number + " " + batch.getLines(i).getMessage());
      }
    }
    return lines;
  }

  @Test
  void lines_leave_in_order_with_numbers_of_their_attempt() {
    // given
    AttemptLog other = log(2);
    say(log, LogLevel.INFO, "a");
    say(log, LogLevel.DEBUG, "b");
    say(other, LogLevel.INFO, "c");
    say(log, LogLevel.INFO, "d");

    // when
    List<LogBatch> first = buffer.take(3, 0);
    buffer.landed();
    List<LogBatch> second = buffer.take(3, 0);
    buffer.landed();

    // then
    assertThat(text(first)).containsExactly("1:1 a", "1:2 b", "2:1 c");
    assertThat(text(second)).containsExactly("1:3 d");
    assertThat(buffer.isEmpty()).isTrue();
  }

  @Test
  void oldest_chatter_goes_first_and_the_numbers_show_no_gap() {
    // given
    say(log, LogLevel.INFO, "a");
    say(log, LogLevel.DEBUG, "b");
    say(log, LogLevel.TRACE, "c");
    say(log, LogLevel.INFO, "d");

    // when
    say(log, LogLevel.INFO, "e");
    say(log, LogLevel.DEBUG, "f");

    // then
    assertThat(text(buffer.take(10, 0)))
        .containsExactly(
            "1:1 a",
            "1:2 d",
            "1:3 e",
            "1:4 f",
            "1:5 2 lines dropped: the client's log buffer was full");
  }

  @Test
  void newest_line_goes_where_there_is_no_chatter_and_is_told_once() {
    // given
    for (String message : List.of("a", "b", "c", "d", "e")) {
      say(log, LogLevel.WARN, message);
    }

    // when
    List<LogBatch> first = buffer.take(10, 0);
    buffer.landed();
    say(log, LogLevel.INFO, "f");

    // then
    assertThat(text(first))
        .containsExactly(
            "1:1 a",
            "1:2 b",
            "1:3 c",
            "1:4 d",
            "1:5 1 line dropped: the client's log buffer was full");
    assertThat(first.get(0).getLines(4).getLevel()).isEqualTo(LogLevel.WARN);
    assertThat(text(buffer.take(10, 0))).containsExactly("1:6 f");
  }

  @Test
  void lines_under_way_count_until_they_are_acknowledged() {
    // given
    for (String message : List.of("a", "b", "c", "d")) {
      say(log, LogLevel.DEBUG, message);
    }
    assertThat(buffer.take(10, 0)).hasSize(1);

    // when
    say(log, LogLevel.DEBUG, "e");
    assertThat(buffer.isEmpty()).isFalse();
    buffer.landed();
    say(log, LogLevel.DEBUG, "f");

    // then
    assertThat(text(buffer.take(10, 0)))
        .containsExactly("1:5 f", "1:6 1 line dropped: the client's log buffer was full");
  }

  @Test
  void batch_is_bounded_by_characters_too() {
    // given
    LogBuffer wide = new LogBuffer(1_000);
    String long_message = "x".repeat(16_000);
    for (int i = 0; i < 500; i++) {
      wide.add(log, LogLine.newBuilder().setMessage(long_message).build());
    }

    // when
    List<LogBatch> batch = wide.take(1_000, 0);

    // then
    assertThat(batch.get(0).getSerializedSize()).isLessThan(PlatformConnection.MAX_MESSAGE / 2);
    assertThat(batch.get(0).getLinesCount()).isGreaterThan(100);
  }
}
