package io.fss.log;

import com.google.protobuf.InvalidProtocolBufferException;
import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.proto.v1.LogBatch;
import io.fss.proto.v1.LogLine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The table {@code log_chunk}. */
final class ChunkTable implements LogStore {
  private static final String LANE = "log";
  private static final List<String> SPAN =
      List.of("task_id BIGINT", "attempt INT", "first BIGINT", "last BIGINT");
  // The chunk with the highest first number is looked up in the index. Only where lines are sent
  // again, or late, the older chunks are searched; no chunk has more than 10000 lines.
  private static final String TOUCHED =
      """
      SELECT DISTINCT c.task_id, c.attempt, c.first_sequence, c.last_sequence
      FROM %s JOIN log_chunk c
        ON c.task_id = b.task_id AND c.attempt = b.attempt
        AND c.first_sequence BETWEEN b.first - 10000 AND b.last AND c.last_sequence >= b.first
      WHERE b.first <= (SELECT h.last_sequence FROM log_chunk h
        WHERE h.task_id = b.task_id AND h.attempt = b.attempt
        ORDER BY h.first_sequence DESC LIMIT 1)
      """;
  private static final String INSERT =
      """
      INSERT INTO log_chunk (task_id, attempt, first_sequence, last_sequence,
        received_at, min_time, max_level, lines)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """;
  private static final String READ =
      """
      SELECT id, received_at, lines FROM log_chunk
      WHERE task_id = ? AND id >= ? AND (? = 0 OR attempt = ?) AND max_level >= ?
      ORDER BY id LIMIT ?
      """;
  private static final String DELETE =
      """
      DELETE FROM log_chunk WHERE id IN
        (SELECT id FROM log_chunk WHERE received_at < ? ORDER BY received_at LIMIT ?)
      """;

  private final Database database;
  private final Clock clock;
  private final String touched;

  ChunkTable(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.touched = TOUCHED.formatted(database.dialect().rows("b", SPAN));
  }

  @Override
  public Future<Void> append(List<LogBatch> batches) {
    return database.transact(
        LANE,
        connection ->
            touched(connection, batches)
                .map(stored -> new ChunkCutter(stored).cut(batches))
                .compose(chunks -> insert(connection, chunks)));
  }

  private Future<List<Span>> touched(SqlConnection connection, List<LogBatch> batches) {
    JsonArray spans = new JsonArray();
    for (LogBatch batch : batches) {
      Span span = Span.of(batch);
      spans.add(
          new JsonArray()
              .add(span.taskId())
              .add(span.attempt())
              .add(span.first())
              .add(span.last()));
    }
    return Database.run(connection, touched, Tuple.of(spans.encode()))
        .map(
            rows -> {
              List<Span> found = new ArrayList<>();
              rows.forEach(
                  row ->
                      found.add(
                          new Span(
                              row.getLong(0), row.getInteger(1), row.getLong(2), row.getLong(3))));
              return found;
            });
  }

  private Future<Void> insert(SqlConnection connection, List<LogBatch> chunks) {
    if (chunks.isEmpty()) {
      return Future.succeededFuture();
    }
    long now = clock.millis();
    List<Tuple> rows = chunks.stream().map(chunk -> row(chunk, now)).toList();
    return connection.preparedQuery(INSERT).executeBatch(rows).mapEmpty();
  }

  private static Tuple row(LogBatch chunk, long now) {
    Span span = Span.of(chunk);
    long earliest =
        chunk.getLinesList().stream().mapToLong(LogLine::getSaidAtMs).min().orElseThrow();
    int highest = chunk.getLinesList().stream().mapToInt(Levels::of).max().orElseThrow();
    return Tuple.tuple()
        .addLong(span.taskId())
        .addInteger(span.attempt())
        .addLong(span.first())
        .addLong(span.last())
        .addLong(now)
        .addLong(earliest)
        .addInteger(highest)
        .addValue(chunk.toByteArray());
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
        connection ->
            Database.run(connection, DELETE, Tuple.of(instant.toEpochMilli(), limit))
                .map(RowSet::rowCount));
  }

  @Override
  public boolean isFaultOfData(Throwable failure) {
    return database.isFaultOfData(failure);
  }
}
