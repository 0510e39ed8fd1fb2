package io.fss.log;

import static io.fss.kernel.Await.failure;
import static io.fss.log.LogFixture.TASK;
import static io.fss.log.LogFixture.batch;
import static io.fss.log.LogFixture.line;
import static io.fss.log.LogFixture.lines;
import static io.fss.log.LogFixture.linesOf;
import static io.fss.log.LogFixture.messages;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Refusal;
import io.fss.kernel.TestDatabases.Kind;
import io.fss.proto.bus.v1.StoredLine;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.ItemVerdict;
import io.fss.proto.v1.LogBatch;
import io.fss.proto.v1.LogLevel;
import io.fss.proto.v1.LogLine;
import io.fss.proto.v1.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogAppendTest {
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

  @Test
  void over_long_texts_are_cut_visibly_and_everything_else_is_kept_as_it_is() {
    // given
    String pair = "\uD83D\uDE00";
    LogLine odd = line("tab\t bell\u0007 null\u0000 " + pair, LogLevel.WARN);
    LogLine message = line("m".repeat(LineLimits.MESSAGE + 5), LogLevel.INFO);
    LogLine onTheEdge = line("m".repeat(LineLimits.MESSAGE - 1) + pair, LogLevel.INFO);
    LogLine throwable =
        line("boom", LogLevel.ERROR).toBuilder()
            .setThrowable("t".repeat(LineLimits.THROWABLE + 1))
            .build();

    // when
    log.append(batch(1, 1).addLines(odd).addLines(message).addLines(onTheEdge).addLines(throwable));

    // then
    List<StoredLine> all = log.read(linesOf(TASK));
    assertThat(all.get(0).getLine()).isEqualTo(odd);
    assertThat(all.get(1).getLine().getMessage())
        .isEqualTo("m".repeat(LineLimits.MESSAGE) + " …[cut: 5 characters]");
    assertThat(all.get(2).getLine().getMessage())
        .isEqualTo("m".repeat(LineLimits.MESSAGE - 1) + " …[cut: 2 characters]");
    assertThat(all.get(3).getLine().getMessage()).isEqualTo("boom");
    assertThat(all.get(3).getLine().getThrowable())
        .isEqualTo("t".repeat(LineLimits.THROWABLE) + " …[cut: 1 characters]");
  }

  @Test
  void an_invalid_batch_is_answered_with_field_value_and_rule_and_the_others_are_stored() {
    // given
    LogBatch.Builder noTask =
        lines(1, 1, 1).setAttempt(AttemptRef.newBuilder().setTaskId(0).setAttempt(1));
    LogBatch.Builder tooMany = batch(1, 1);
    for (int i = 0; i <= 10_000; i++) {
      tooMany.addLines(LogLine.getDefaultInstance());
    }

    // when
    List<ItemVerdict> answers =
        log.answers(noTask, lines(0, 1, 1), lines(1, 0, 1), tooMany, lines(1, 1, 1));

    // then
    assertThat(answers)
        .extracting(ItemVerdict::getVerdict)
        .containsExactly(
            Verdict.INVALID, Verdict.INVALID, Verdict.INVALID, Verdict.INVALID, Verdict.COMMITTED);
    assertThat(answers)
        .extracting(ItemVerdict::getMessage)
        .containsExactly(
            "attempt.task_id 0 must be positive",
            "attempt.attempt 0 must be positive",
            "first_sequence 0 must be 1 or more",
            "lines 10001 must be at most 10000",
            "");
    assertThat(messages(log.read(linesOf(TASK)))).containsExactly("line 1");
  }

  @Test
  void a_request_beyond_the_limits_is_refused_or_put_off_but_never_cut() {
    // given
    LogBatch.Builder[] batches = new LogBatch.Builder[1_001];
    java.util.Arrays.setAll(batches, i -> lines(1, i + 1, i + 1));

    // when
    Throwable refused = failure(log.ask(batches));
    List<Verdict> verdicts = log.append(lines(2, 1, 6_000), lines(3, 1, 6_000));

    // then
    assertThat(refused)
        .isInstanceOf(Refusal.class)
        .hasMessage("batches '1001': must be at most 1000");
    assertThat(verdicts).containsExactly(Verdict.COMMITTED, Verdict.RETRY);
    assertThat(log.read(linesOf(TASK).setLimit(5_000))).hasSize(6_000);
  }

  @Test
  void more_bytes_than_may_wait_make_the_client_send_again_and_nothing_is_lost() {
    // given
    log.close();
    log = new LogFixture(Kind.SQLITE, folder, new LogOptions(Duration.ofHours(1), 10, 10, 1 << 20));
    LogLine big = line("m".repeat(LineLimits.MESSAGE), LogLevel.INFO);
    LogBatch.Builder first = batch(1, 1);
    LogBatch.Builder second = batch(2, 1);
    for (int i = 0; i < 40; i++) {
      first.addLines(big);
      second.addLines(big);
    }

    // when
    List<Verdict> together = log.append(first, second);
    List<Verdict> again = log.append(second);

    // then
    assertThat(together).containsExactly(Verdict.COMMITTED, Verdict.RETRY);
    assertThat(again).containsExactly(Verdict.COMMITTED);
    assertThat(log.read(linesOf(TASK))).hasSize(80);
  }
}
