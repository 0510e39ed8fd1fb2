package io.fss.log;

import io.fss.proto.v1.LogBatch;
import io.fss.proto.v1.LogLine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Makes chunks of batches: without the lines that are stored already, and small enough that a page
 * can be read without loading much more than it shows.
 */
final class ChunkCutter {
  private static final int MOST_BYTES = 256 * 1024;

  private final List<Span> stored;

  /**
   * Makes one for one commit.
   *
   * @param stored the spans that are stored already and may touch the batches
   */
  ChunkCutter(Collection<Span> stored) {
    this.stored = new ArrayList<>(stored);
  }

  List<LogBatch> cut(List<LogBatch> batches) {
    List<LogBatch> chunks = new ArrayList<>();
    for (LogBatch batch : batches) {
      // Lines may be twice in one commit, too: what is cut now counts as stored for the next.
      for (Span span : Span.of(batch).without(stored)) {
        stored.add(span);
        split(span.cut(batch), chunks);
      }
    }
    return chunks;
  }

  private static void split(LogBatch batch, List<LogBatch> into) {
    if (batch.getSerializedSize() <= MOST_BYTES) {
      into.add(batch);
      return;
    }
    Span whole = Span.of(batch);
    long first = whole.first();
    long last = first - 1;
    int bytes = 0;
    for (LogLine line : batch.getLinesList()) {
      int size = line.getSerializedSize();
      if (bytes > 0 && bytes + size > MOST_BYTES) {
        into.add(new Span(whole.taskId(), whole.attempt(), first, last).cut(batch));
        first = last + 1;
        bytes = 0;
      }
      bytes += size;
      last++;
    }
    into.add(new Span(whole.taskId(), whole.attempt(), first, last).cut(batch));
  }
}
