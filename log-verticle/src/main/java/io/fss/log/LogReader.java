package io.fss.log;

import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.LogPage;
import io.fss.proto.bus.v1.LogReadRequest;
import io.vertx.core.Future;
import java.util.List;

/** Reads what was said, page by page. */
final class LogReader {
  private static final int DEFAULT_LINES = 500;
  private static final int MOST_LINES = 5_000;
  private static final int CHUNKS_A_READ = 16;
  private static final int MOST_READS = 64;

  private final LogStore store;

  LogReader(LogStore store) {
    this.store = store;
  }

  Future<LogPage> read(LogReadRequest request) {
    if (request.getTaskId() < 1) {
      throw Refusal.invalid("task_id", request.getTaskId(), "must be positive");
    }
    if (request.getAttempt() < 0) {
      throw Refusal.invalid("attempt", request.getAttempt(), "must be 0 or more");
    }
    if (request.getLimit() < 0 || request.getLimit() > MOST_LINES) {
      throw Refusal.invalid("limit", request.getLimit(), "must be 1-5000, or 0 for 500");
    }
    Cursor cursor = Cursor.parse(request.getCursor());
    int limit = request.getLimit() == 0 ? DEFAULT_LINES : request.getLimit();
    int level = request.getMinLevelValue();
    ChunkQuery query =
        new ChunkQuery(request.getTaskId(), request.getAttempt(), level, cursor.fromChunk());
    return fill(new PageBuilder(cursor, limit, level), query, MOST_READS);
  }

  private Future<LogPage> fill(PageBuilder page, ChunkQuery query, int reads) {
    return store.read(query, CHUNKS_A_READ).compose(chunks -> add(page, query, reads, chunks));
  }

  private Future<LogPage> add(
      PageBuilder page, ChunkQuery query, int reads, List<StoredChunk> chunks) {
    for (StoredChunk chunk : chunks) {
      if (!page.add(chunk)) {
        return Future.succeededFuture(page.build());
      }
    }
    if (chunks.size() < CHUNKS_A_READ) {
      return Future.succeededFuture(page.build());
    }
    if (reads == 1) {
      // A filter that hardly matches: the reader goes on from here with its next request.
      return Future.succeededFuture(page.unfinished().build());
    }
    return fill(page, query.from(page.cursor().fromChunk()), reads - 1);
  }
}
