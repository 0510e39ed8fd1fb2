package io.fss.log;

import io.fss.kernel.Tx;
import io.fss.proto.v1.LogBatch;
import io.fss.proto.v1.LogLine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Adds chunks to {@code log_chunk}, in their order. */
final class ChunkInsert {
  // Chunks are at most 256 KiB or one line: a statement stays far below what servers accept.
  private static final int TOGETHER = 16;
  private static final String ROW = "(?, ?, ?, ?, ?, ?, ?, ?)";
  // LINES is a word of MySQL: quoted, it is a name in every database.
  private static final String ONE =
      """
      INSERT INTO log_chunk (task_id, attempt, first_sequence, last_sequence,
        received_at, min_time, max_level, "lines")
      VALUES\s"""
          + ROW;
  private static final String MANY = ONE + (", " + ROW).repeat(TOGETHER - 1);

  private ChunkInsert() {}

  /**
   * Inserts them.
   *
   * @param chunks chunks with at least one line each
   * @param receivedAt epoch milliseconds
   */
  static Future<Void> run(Tx tx, List<LogBatch> chunks, long receivedAt) {
    // All statements are asked for before the first is answered, and they are of two texts only.
    List<Future<?>> asked = new ArrayList<>();
    int next = 0;
    while (next < chunks.size()) {
      boolean many = next + TOGETHER <= chunks.size();
      int end = next + (many ? TOGETHER : 1);
      Tuple rows = Tuple.tuple();
      chunks.subList(next, end).forEach(chunk -> add(rows, chunk, receivedAt));
      asked.add(tx.run(many ? MANY : ONE, rows));
      next = end;
    }
    return Future.all(asked).mapEmpty();
  }

  private static void add(Tuple rows, LogBatch chunk, long receivedAt) {
    Span span = Span.of(chunk);
    long earliest =
        chunk.getLinesList().stream().mapToLong(LogLine::getSaidAtMs).min().orElseThrow();
    int highest = chunk.getLinesList().stream().mapToInt(Levels::of).max().orElseThrow();
    rows.addLong(span.taskId())
        .addInteger(span.attempt())
        .addLong(span.first())
        .addLong(span.last())
        .addLong(receivedAt)
        .addLong(earliest)
        .addInteger(highest)
        .addBuffer(Buffer.buffer(chunk.toByteArray()));
  }
}
