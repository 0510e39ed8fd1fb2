package io.fss.scheduler;

import io.fss.proto.bus.v1.Quantiles;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.HdrHistogram.Histogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Histograms of lengths in microseconds, each value within one percent; as text they are what
 * HdrHistogram writes (V2) in base 64. That is small by itself: to deflate it takes ten times as
 * long and saves a few dozen bytes.
 */
final class Histograms {
  private static final Logger log = LoggerFactory.getLogger(Histograms.class);
  private static final int DIGITS = 2;

  // A year: nothing that is true is longer, and what a client makes up must not cost memory.
  private static final long LONGEST_US = 366L * 24 * 3_600 * 1_000_000;

  private Histograms() {}

  /** An empty one, which grows with what it is given. */
  static Histogram empty() {
    return new Histogram(DIGITS);
  }

  static void record(Histogram histogram, long micros) {
    histogram.recordValue(Math.min(micros, LONGEST_US));
  }

  /** As text; an empty one is an empty text. */
  static String encode(Histogram histogram) {
    if (histogram.getTotalCount() == 0) {
      return "";
    }
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoByteBuffer(buffer);
    buffer.rewind();
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Reads one back; a text that cannot be read is none, since it must not stop all others. */
  static Histogram decode(String text) {
    Histogram histogram = empty();
    if (!text.isEmpty()) {
      try {
        histogram.add(
            Histogram.decodeFromByteBuffer(ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0));
      } catch (RuntimeException e) {
        log.error("a stored histogram cannot be read, it begins anew: {}", text, e);
      }
    }
    return histogram;
  }

  static Quantiles quantiles(Histogram histogram) {
    return Quantiles.newBuilder()
        .setP50(histogram.getValueAtPercentile(50))
        .setP90(histogram.getValueAtPercentile(90))
        .setP99(histogram.getValueAtPercentile(99))
        .setMax(histogram.getMaxValue())
        .setCount(histogram.getTotalCount())
        .build();
  }
}
