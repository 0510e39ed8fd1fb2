package io.fss.log;

import com.google.protobuf.InvalidProtocolBufferException;
import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Clock;
import io.fss.kernel.Columns;
import io.fss.kernel.Database;
import io.fss.kernel.GuardedDelete;
import io.fss.kernel.Tx;
import io.fss.proto.v1.LogBatch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The table {@code log_chunk}. One log verticle writes it, its commits follow each other: what is
 * stored already is read before the rest is written, and a cursor is the id of a chunk, which with
 * several writers could become visible after a higher one.
 */
final class ChunkTable implements LogStore {
  private static final String LANE = "log";
  static final Columns SPAN =
      Columns.of("task_id BIGINT", "attempt INT", "first_line BIGINT", "last_line BIGINT");
  // Most batches are new: the chunk with the attempt's highest numbers, one look into the index,
  // tells. Only those that are sent again, or late, are held against the older chunks. What looks
  // like a comment is read by MySQL alone: it joins by another index where the statistics mislead
  // it, and then scans all of this one for the order.
  static final String NOT_NEW =
      """
      SELECT b.task_id, b.attempt, b.first_line, b.last_line FROM {b}
      WHERE b.first_line <= (SELECT h.last_sequence
        FROM log_chunk h /*! FORCE INDEX (log_chunk_sequence) */
        WHERE h.task_id = b.task_id AND h.attempt = b.attempt
        ORDER BY h.first_sequence DESC LIMIT 1)
      """;
  // No two chunks of an attempt have a number in common: of those that begin before the span only
  // the last can reach into it.
  static final String TOUCHED =
      """
      SELECT p.task_id, p.attempt, p.first_sequence, p.last_sequence
      FROM (SELECT task_id, attempt, first_sequence, last_sequence FROM log_chunk
        WHERE task_id = ? AND attempt = ? AND first_sequence <= ?
        ORDER BY first_sequence DESC LIMIT 1) AS p
      UNION ALL
      SELECT task_id, attempt, first_sequence, last_sequence FROM log_chunk
      WHERE task_id = ? AND attempt = ? AND first_sequence > ? AND first_sequence <= ?
      """;
  // LINES is a word of MySQL: quoted, it is a name in every database.
  static final String READ =
      """
      SELECT id, received_at, "lines" FROM log_chunk
      WHERE task_id = ? AND id >= ? AND (? = 0 OR attempt = ?) AND max_level >= ?
      ORDER BY id LIMIT ?
      """;
  static final String OLDEST =
      "SELECT id FROM log_chunk WHERE received_at < ? ORDER BY received_at LIMIT ?";
  private static final Columns ID = Columns.of("id BIGINT");

  private final Database database;
  private final Clock clock;
  private final BatchStatement notNew;
  private final BatchDeed delete;

  ChunkTable(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.notNew = database.dialect().over(NOT_NEW, SPAN);
    this.delete =
        database.dialect().delete(new GuardedDelete("log_chunk", ID, "log_chunk.id = b.id"));
  }

  @Override
  public Future<Void> append(List<LogBatch> batches) {
    long now = clock.millis();
    return database.transact(
        LANE,
        tx ->
            stored(tx, batches)
                .map(stored -> new ChunkCutter(stored).cut(batches))
                .compose(chunks -> ChunkInsert.run(tx, chunks, now)));
  }

  /** What is stored of the numbers of the batches, perhaps more. */
  private Future<List<Span>> stored(Tx tx, List<LogBatch> batches) {
    Batch spans = notNew.batch();
    for (LogBatch batch : batches) {
      Span span = Span.of(batch);
      spans.add(span.taskId(), span.attempt(), span.first(), span.last());
    }
    return tx.run(notNew, spans)
        .compose(known -> Future.all(spans(known).map(span -> touched(tx, span)).toList()))
        .map(all -> all.<RowSet<Row>>list().stream().flatMap(ChunkTable::spans).toList());
  }

  private static Future<RowSet<Row>> touched(Tx tx, Span span) {
    long task = span.taskId();
    int attempt = span.attempt();
    return tx.run(
        TOUCHED, Tuple.of(task, attempt, span.first(), task, attempt, span.first(), span.last()));
  }

  private static Stream<Span> spans(RowSet<Row> rows) {
    return rows.stream()
        .map(row -> new Span(row.getLong(0), row.getInteger(1), row.getLong(2), row.getLong(3)));
  }

  @Override
  public Future<List<StoredChunk>> read(ChunkQuery query, int limit) {
    return database
        .read(
            READ,
            Tuple.of(
                query.taskId(),
                query.fromId(),
                query.attempt(),
                query.attempt(),
                query.minLevel(),
                limit))
        .map(ChunkTable::chunks);
  }

  private static List<StoredChunk> chunks(RowSet<Row> rows) {
    List<StoredChunk> chunks = new ArrayList<>();
    for (Row row : rows) {
      chunks.add(new StoredChunk(row.getLong(0), row.getLong(1), parse(row)));
    }
    return chunks;
  }

  private static LogBatch parse(Row row) {
    Buffer lines = row.getBuffer(2);
    try {
      return LogBatch.parseFrom(lines.getBytes());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("log chunk %d is damaged".formatted(row.getLong(0)), e);
    }
  }

  @Override
  public Future<Integer> deleteBefore(Instant instant, int limit) {
    return database.transact(
        LANE,
        tx ->
            tx.run(OLDEST, Tuple.of(instant.toEpochMilli(), limit))
                .compose(oldest -> delete(tx, oldest)));
  }

  private Future<Integer> delete(Tx tx, RowSet<Row> chunks) {
    Batch ids = ID.batch();
    chunks.forEach(row -> ids.add(row.getLong(0)));
    return delete.run(tx, ids).map(done -> ids.size());
  }

  @Override
  public boolean isFaultOfData(Throwable failure) {
    return database.isFaultOfData(failure);
  }
}
