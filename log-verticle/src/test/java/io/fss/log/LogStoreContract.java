package io.fss.log;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Database;
import io.fss.kernel.SettableClock;
import io.fss.kernel.TestDatabases.Kind;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.LogBatch;
import io.fss.proto.v1.LogLevel;
import io.fss.proto.v1.LogLine;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store of lines promises on every database. */
abstract class LogStoreContract {
  private static final int MANY = 100;

  @TempDir Path folder;
  private final Kind kind;
  private final Vertx vertx = Vertx.vertx();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T03:04:05Z"));
  private Database database;
  private LogStore store;

  LogStoreContract(Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void open() {
    database = await(kind.open(vertx, folder).open("log"));
    store = new ChunkTable(database, clock);
  }

  @AfterEach
  void close() {
    await(database.close());
    await(vertx.close());
  }

  /** Lines of an attempt; each says when it was said and its number. */
  private static LogBatch lines(long task, int attempt, long first, long last) {
    LogBatch.Builder batch =
        LogBatch.newBuilder()
            .setAttempt(AttemptRef.newBuilder().setTaskId(task).setAttempt(attempt))
            .setFirstSequence(first);
    for (long i = first; i <= last; i++) {
      batch.addLines(
          LogLine.newBuilder()
              .setSaidAtMs(task * 1_000_000 + attempt * 1_000L + i)
              .setLevel(LogLevel.INFO)
              .setMessage("line " + i));
    }
    return batch.build();
  }

  private static LogBatch saying(LogLevel level, String message) {
    return lines(1, level.getNumber(), 1, 1).toBuilder()
        .setLines(0, LogLine.newBuilder().setLevel(level).setMessage(message))
        .build();
  }

  private List<StoredChunk> read(long task) {
    return await(store.read(new ChunkQuery(task, 0, 0, 1), MANY));
  }

  private List<LogBatch> stored(long task) {
    return read(task).stream().map(StoredChunk::batch).toList();
  }

  private void sql(String statement) {
    await(database.transact("test", tx -> tx.run(statement, Tuple.tuple())));
  }

  @Test
  void what_was_said_comes_back_byte_by_byte_with_the_time_it_was_stored() {
    // given
    LogBatch odd =
        saying(LogLevel.WARN, "null\u0000 it's \"quoted\" \\ \u0007 ä 日本 \uD83D\uDE00 ? $1");
    LogBatch big = saying(LogLevel.ERROR, "ü".repeat(120_000));

    // when
    await(store.append(List.of(odd, big)));

    // then
    assertThat(stored(1)).containsExactly(odd, big);
    assertThat(read(1)).extracting(StoredChunk::receivedAt).containsOnly(clock.millis());
  }

  @Test
  void chunks_come_in_the_order_they_were_stored_whatever_their_attempt() {
    // when
    await(store.append(List.of(lines(1, 2, 11, 15), lines(1, 1, 1, 5), lines(1, 2, 1, 10))));
    await(store.append(List.of(lines(1, 1, 6, 7), lines(2, 1, 1, 1))));

    // then
    assertThat(stored(1))
        .containsExactly(
            lines(1, 2, 11, 15), lines(1, 1, 1, 5), lines(1, 2, 1, 10), lines(1, 1, 6, 7));
    assertThat(read(1)).extracting(StoredChunk::id).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void many_chunks_of_one_commit_keep_their_order_too() {
    // given
    List<LogBatch> many =
        IntStream.rangeClosed(1, MANY - 1)
            .mapToObj(attempt -> lines(1, MANY - attempt, 1, 2))
            .toList();

    // when
    await(store.append(many));

    // then
    assertThat(stored(1)).isEqualTo(many);
    assertThat(read(1)).extracting(StoredChunk::id).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void a_number_an_attempt_has_is_not_stored_again() {
    // given
    await(store.append(List.of(lines(1, 1, 1, 10), lines(1, 1, 21, 30), lines(1, 2, 1, 5))));

    // when
    await(store.append(List.of(lines(1, 1, 1, 10), lines(1, 1, 22, 25))));
    await(store.append(List.of(lines(1, 1, 5, 35), lines(1, 1, 31, 40), lines(1, 3, 1, 5))));

    // then
    assertThat(stored(1))
        .containsExactly(
            lines(1, 1, 1, 10),
            lines(1, 1, 21, 30),
            lines(1, 2, 1, 5),
            lines(1, 1, 11, 20),
            lines(1, 1, 31, 35),
            lines(1, 1, 36, 40),
            lines(1, 3, 1, 5));
  }

  @Test
  void numbers_up_to_the_end_of_their_type_are_kept() {
    // given
    long last = Long.MAX_VALUE - 10_000;
    LogBatch highest = lines(Long.MAX_VALUE, Integer.MAX_VALUE, last, last);

    // when
    await(store.append(List.of(highest)));
    await(store.append(List.of(highest)));

    // then
    assertThat(stored(Long.MAX_VALUE)).containsExactly(highest);
  }

  @Test
  void attempt_level_and_first_id_choose_and_the_limit_ends() {
    // given
    LogBatch debug = saying(LogLevel.DEBUG, "quiet");
    LogBatch warn = saying(LogLevel.WARN, "loud");
    LogBatch error = saying(LogLevel.ERROR, "louder");
    await(store.append(List.of(debug, warn, error)));
    List<StoredChunk> all = read(1);

    // when
    List<StoredChunk> loud = await(store.read(new ChunkQuery(1, 0, LogLevel.WARN_VALUE, 1), MANY));
    List<StoredChunk> attempt =
        await(store.read(new ChunkQuery(1, debug.getAttempt().getAttempt(), 0, 1), MANY));
    List<StoredChunk> later = await(store.read(new ChunkQuery(1, 0, 0, all.get(1).id()), MANY));
    List<StoredChunk> first = await(store.read(new ChunkQuery(1, 0, 0, 1), 1));

    // then
    assertThat(loud).isEqualTo(all.subList(1, 3));
    assertThat(attempt).isEqualTo(all.subList(0, 1));
    assertThat(later).isEqualTo(all.subList(1, 3));
    assertThat(first).isEqualTo(all.subList(0, 1));
  }

  @Test
  void what_cannot_be_stored_is_the_fault_of_the_lines_and_nothing_beside_it_is_stored() {
    // given
    sql("CREATE UNIQUE INDEX poison ON log_chunk (min_time)");
    await(store.append(List.of(lines(1, 1, 1, 5))));
    LogBatch poisonous =
        lines(1, 2, 1, 1).toBuilder().setLines(0, lines(1, 1, 1, 1).getLines(0)).build();

    List<LogBatch> batches = new ArrayList<>(List.of(lines(2, 1, 1, 5), poisonous));
    IntStream.range(3, 50).forEach(task -> batches.add(lines(task, 1, 1, 5)));

    // when
    Throwable failure = failure(store.append(batches));

    // then
    assertThat(store.isFaultOfData(failure)).isTrue();
    assertThat(stored(1)).containsExactly(lines(1, 1, 1, 5));
    assertThat(stored(2)).isEmpty();
    assertThat(stored(3)).isEmpty();
  }

  @Test
  void a_store_that_is_away_is_no_fault_of_the_lines() {
    // given
    await(database.close());

    // when
    Throwable failure = failure(store.append(List.of(lines(1, 1, 1, 1))));

    // then
    assertThat(store.isFaultOfData(failure)).isFalse();
    open();
  }

  @Test
  void the_oldest_go_first_and_no_more_than_asked() {
    // given
    for (int attempt = 1; attempt <= 3; attempt++) {
      await(store.append(List.of(lines(1, attempt, 1, 1), lines(1, attempt, 2, 2))));
      clock.advance(Duration.ofMillis(1));
    }
    Instant third = clock.instant().minusMillis(1);

    // when
    int few = await(store.deleteBefore(third, 3));
    List<LogBatch> between = stored(1);
    int rest = await(store.deleteBefore(third, 3));
    int none = await(store.deleteBefore(third, 3));

    // then
    assertThat(few).isEqualTo(3);
    assertThat(between).hasSize(3).endsWith(lines(1, 3, 1, 1), lines(1, 3, 2, 2));
    assertThat(between.get(0).getAttempt().getAttempt()).isEqualTo(2);
    assertThat(rest).isEqualTo(1);
    assertThat(none).isZero();
    assertThat(stored(1)).containsExactly(lines(1, 3, 1, 1), lines(1, 3, 2, 2));
  }

  @Test
  void an_id_never_comes_back_so_that_a_cursor_outlives_a_deletion() {
    // given
    await(store.append(List.of(lines(1, 1, 1, 1), lines(1, 1, 2, 2))));
    long last = read(1).get(1).id();
    clock.advance(Duration.ofMillis(1));

    // when
    await(store.deleteBefore(clock.instant(), MANY));
    await(store.append(List.of(lines(1, 1, 3, 3))));

    // then
    assertThat(read(1))
        .singleElement()
        .satisfies(chunk -> assertThat(chunk.id()).isGreaterThan(last));
  }

  @Test
  void no_statement_reads_the_whole_table() {
    // given
    for (int i = 0; i < 50; i++) {
      long first = (long) i * MANY + 1;
      // Half of all is one attempt's.
      Stream<LogBatch> one =
          LongStream.range(0, MANY).mapToObj(n -> lines(1, 1, first + n, first + n));
      Stream<LogBatch> many = LongStream.range(1, MANY).mapToObj(n -> lines(first + n, 1, 1, 1));
      await(store.append(Stream.concat(one, many).toList()));
      clock.advance(Duration.ofMillis(1));
    }
    Plans plans = new Plans(database);
    plans.learn("log_chunk");

    // when
    String read = plans.of(ChunkTable.READ, Tuple.of(7L, 1L, 0, 0, 0, 16));
    String oldest = plans.of(ChunkTable.OLDEST, Tuple.of(clock.millis() - 49, 1_000));
    String touched = plans.of(ChunkTable.TOUCHED, Tuple.of(7L, 7, 1L, 7L, 7, 1L, 2L));
    String notNew =
        plans.of(ChunkTable.NOT_NEW, ChunkTable.SPAN, ChunkTable.SPAN.batch().add(7L, 7, 1L, 2L));

    // then
    String wholeTable = plans.wholeTable("log_chunk|h");
    assertThat(plans.of("SELECT attempt, max_level FROM log_chunk", Tuple.tuple()))
        .containsPattern(wholeTable);
    assertThat(List.of(read, oldest, touched, notNew))
        .allSatisfy(plan -> assertThat(plan).doesNotContainPattern(wholeTable));
    assertThat(read).contains("log_chunk_task");
    assertThat(oldest).contains("log_chunk_received");
    assertThat(List.of(touched, notNew))
        .allSatisfy(plan -> assertThat(plan).containsPattern("log_chunk_sequence|autoindex_log"));
  }
}
