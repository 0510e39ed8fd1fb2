package io.fss.deploy.bench;

import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Actual start minus planned time, in microseconds; what starts early is counted apart. */
final class Lateness {
  private static final long MOST_US = 3_600_000_000L;
  private static final int DIGITS = 3;

  private final Histogram histogram = new Histogram(MOST_US, DIGITS);
  private long early;

  /** Adds one start; an early one counts as punctual in the distribution. */
  void record(long micros) {
    if (micros < 0) {
      early++;
    }
    histogram.recordValue(Math.max(0, Math.min(MOST_US, micros)));
  }

  long early() {
    return early;
  }

  long count() {
    return histogram.getTotalCount();
  }

  /** Adds what another process recorded. */
  void add(Lateness other) {
    histogram.add(other.histogram);
    early += other.early;
  }

  /** One word that {@link #decode} reads. */
  String encode() {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer);
    byte[] bytes = Arrays.copyOf(buffer.array(), length);
    return early + ":" + Base64.getEncoder().encodeToString(bytes);
  }

  /** Reads what {@link #encode} wrote. */
  static Lateness decode(String word) {
    int colon = word.indexOf(':');
    Lateness result = new Lateness();
    result.early = Long.parseLong(word.substring(0, colon));
    byte[] bytes = Base64.getDecoder().decode(word.substring(colon + 1));
    try {
      result.histogram.add(Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 1));
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("not a histogram: " + word, e);
    }
    return result;
  }

  /** Percentiles in milliseconds. */
  JsonObject json() {
    return new JsonObject()
        .put("p50", millis(histogram.getValueAtPercentile(50)))
        .put("p99", millis(histogram.getValueAtPercentile(99)))
        .put("p999", millis(histogram.getValueAtPercentile(99.9)))
        .put("max", millis(histogram.getMaxValue()));
  }

  private static double millis(long micros) {
    return micros / 1_000.0;
  }
}
