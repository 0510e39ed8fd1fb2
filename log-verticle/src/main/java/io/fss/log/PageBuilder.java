package io.fss.log;

import io.fss.proto.bus.v1.LogPage;
import io.fss.proto.bus.v1.StoredLine;
import io.fss.proto.v1.LogLine;

/** Fills one page with lines until it is full by number or by bytes. */
final class PageBuilder {
  private static final int MOST_BYTES = 1 << 20;

  private final int limit;
  private final int minLevel;
  private final LogPage.Builder page = LogPage.newBuilder();
  private Cursor cursor;
  private int bytes;

  PageBuilder(Cursor cursor, int limit, int minLevel) {
    this.cursor = cursor;
    this.limit = limit;
    this.minLevel = minLevel;
  }

  /**
   * Adds the lines of a chunk that are wanted and not behind.
   *
   * @return false when the page is full and lines are left
   */
  boolean add(StoredChunk chunk) {
    for (int i = cursor.behind(chunk.id()); i < chunk.batch().getLinesCount(); i++) {
      LogLine line = chunk.batch().getLines(i);
      if (Levels.of(line) < minLevel) {
        continue;
      }
      int size = line.getSerializedSize();
      if (page.getLinesCount() == limit || (bytes > 0 && bytes + size > MOST_BYTES)) {
        cursor = new Cursor(chunk.id(), i);
        page.setMore(true);
        return false;
      }
      bytes += size;
      page.addLines(stored(chunk, i));
    }
    cursor = new Cursor(chunk.id(), Cursor.WHOLE);
    return true;
  }

  private static StoredLine stored(StoredChunk chunk, int index) {
    return StoredLine.newBuilder()
        .setAttempt(chunk.batch().getAttempt().getAttempt())
        .setSequence(chunk.batch().getFirstSequence() + index)
        .setReceivedAtMs(chunk.receivedAt())
        .setLine(chunk.batch().getLines(index))
        .build();
  }

  /** There may be more behind the cursor, but nobody looked. */
  PageBuilder unfinished() {
    page.setMore(true);
    return this;
  }

  Cursor cursor() {
    return cursor;
  }

  LogPage build() {
    return page.setCursor(cursor.text()).build();
  }
}
