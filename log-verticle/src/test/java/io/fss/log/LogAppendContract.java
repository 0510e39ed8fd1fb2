package io.fss.log;

import static io.fss.kernel.Await.await;
import static io.fss.log.LogFixture.TASK;
import static io.fss.log.LogFixture.batch;
import static io.fss.log.LogFixture.line;
import static io.fss.log.LogFixture.lines;
import static io.fss.log.LogFixture.linesOf;
import static io.fss.log.LogFixture.messages;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.TestDatabases.Kind;
import io.fss.proto.bus.v1.StoredLine;
import io.fss.proto.v1.AppendLogsReply;
import io.fss.proto.v1.LogBatch;
import io.fss.proto.v1.LogLevel;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to lines that are appended, on every database. */
abstract class LogAppendContract {
  @TempDir Path folder;
  private final Kind kind;
  private LogFixture log;

  LogAppendContract(Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void open() {
    log = new LogFixture(kind, folder);
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void numbered_lines_are_there_once_and_in_order_although_they_are_sent_again_and_overlap() {
    // when
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.addAll(log.append(lines(1, 1, 10)));
    verdicts.addAll(log.append(lines(1, 1, 10)));
    verdicts.addAll(log.append(lines(1, 6, 15), lines(1, 12, 20)));
    verdicts.addAll(log.append(lines(1, 3, 4), lines(2, 1, 2)));

    // then
    assertThat(verdicts).hasSize(6).containsOnly(Verdict.COMMITTED);
    assertThat(log.read(linesOf(TASK).setAttempt(1)))
        .extracting(StoredLine::getSequence)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 20).boxed().toList());
    assertThat(messages(log.read(linesOf(TASK).setAttempt(2)))).containsExactly("line 1", "line 2");
  }

  @Test
  void a_batch_that_comes_after_later_ones_fills_the_gap_and_is_not_lost() {
    // given
    log.append(lines(1, 11, 15));
    log.append(lines(1, 21, 25));

    // when
    log.append(lines(1, 1, 30));

    // then
    List<StoredLine> all = log.read(linesOf(TASK));
    assertThat(all)
        .extracting(StoredLine::getSequence)
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 30).boxed().toList());
    assertThat(all).allMatch(l -> l.getLine().getMessage().equals("line " + l.getSequence()));
  }

  @Test
  void whatever_way_lines_are_sent_each_is_there_once_under_its_own_number() {
    // given
    Random random = new Random(7);
    List<Future<AppendLogsReply>> replies = new ArrayList<>();

    // when
    for (int i = 0; i < 200; i++) {
      long first = random.nextLong(1, 300);
      replies.add(log.ask(lines(1, first, first + random.nextLong(20))));
    }
    replies.add(log.ask(lines(1, 1, 320)));
    await(Future.all(replies));

    // then
    List<StoredLine> all = log.read(linesOf(TASK));
    assertThat(all)
        .extracting(StoredLine::getSequence)
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 320).boxed().toList());
    assertThat(all).allMatch(l -> l.getLine().getMessage().equals("line " + l.getSequence()));
  }

  @Test
  void a_poisonous_batch_is_refused_alone() {
    // given
    log.sql("CREATE UNIQUE INDEX poison ON log_chunk (max_level)");

    // when
    List<Verdict> verdicts =
        log.append(
            batch(1, 1).addLines(line("one", LogLevel.DEBUG)),
            batch(2, 1).addLines(line("two", LogLevel.INFO)),
            batch(66, 1).addLines(line("poison", LogLevel.INFO)),
            batch(3, 1).addLines(line("three", LogLevel.WARN)));

    // then
    assertThat(verdicts)
        .containsExactly(Verdict.COMMITTED, Verdict.COMMITTED, Verdict.INVALID, Verdict.COMMITTED);
    assertThat(messages(log.read(linesOf(TASK)))).containsExactly("one", "two", "three");
  }

  @Test
  void a_database_that_is_away_makes_the_client_send_again() {
    // given
    log.append(lines(1, 1, 1));
    log.closeDatabase();

    // when
    List<Verdict> verdicts = log.append(lines(1, 2, 2), lines(2, 1, 1));

    // then
    assertThat(verdicts).containsExactly(Verdict.RETRY, Verdict.RETRY);
  }

  @Test
  void retention_deletes_only_what_is_old() {
    // given
    log.append(lines(1, 1, 5));
    log.clock.advance(Duration.ofMinutes(30));
    log.append(lines(1, 6, 9));

    // when
    log.clock.advance(Duration.ofMinutes(30));
    int notYet = log.expire();
    log.clock.advance(Duration.ofMillis(1));
    int old = log.expire();

    // then
    assertThat(notYet).isZero();
    assertThat(old).isEqualTo(1);
    assertThat(log.read(linesOf(TASK)))
        .extracting(StoredLine::getSequence)
        .containsExactly(6L, 7L, 8L, 9L);
  }

  @Test
  void retention_gets_through_more_than_one_statement_deletes() {
    // given
    List<Future<AppendLogsReply>> replies = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      LogBatch.Builder[] batches = new LogBatch.Builder[50];
      int attempt = i + 1;
      Arrays.setAll(batches, n -> lines(attempt, n + 1, n + 1));
      replies.add(log.ask(batches));
      await(replies.get(i));
    }

    // when
    log.clock.advance(LogFixture.RETENTION.plusMillis(1));
    int deleted = log.expire();

    // then
    assertThat(deleted).isEqualTo(2_500);
    assertThat(log.read(linesOf(TASK))).isEmpty();
  }
}
