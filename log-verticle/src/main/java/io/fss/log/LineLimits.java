package io.fss.log;

import io.fss.proto.v1.LogBatch;
import io.fss.proto.v1.LogLine;

/** Cuts over-long texts, visibly. */
final class LineLimits {
  static final int MESSAGE = 16_384;
  static final int THROWABLE = 65_536;

  private LineLimits() {}

  /** The batch as it is stored; the same one where nothing is over-long. */
  static LogBatch apply(LogBatch batch) {
    LogBatch.Builder changed = null;
    for (int i = 0; i < batch.getLinesCount(); i++) {
      LogLine line = batch.getLines(i);
      if (line.getMessage().length() > MESSAGE || line.getThrowable().length() > THROWABLE) {
        changed = changed == null ? batch.toBuilder() : changed;
        changed.setLines(
            i,
            line.toBuilder()
                .setMessage(cut(line.getMessage(), MESSAGE))
                .setThrowable(cut(line.getThrowable(), THROWABLE)));
      }
    }
    return changed == null ? batch : changed.build();
  }

  private static String cut(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    // A pair of surrogates is one character: it is kept or cut as a whole.
    int end = Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
    return text.substring(0, end) + " …[cut: %d characters]".formatted(text.length() - end);
  }
}
