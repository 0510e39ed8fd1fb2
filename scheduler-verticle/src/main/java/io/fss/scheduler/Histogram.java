package io.fss.scheduler;

import io.fss.proto.bus.v1.Quantiles;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often which length in microseconds was seen, each within one percent. It holds only what was
 * seen: there are two of them for every group and hour, most of them with a few different lengths,
 * so that an array of all possible ones would be a thousand times as large.
 *
 * <p>As text: {@code step:count,step:count}, numbers of base 36, where a step leads from the bucket
 * before (at first from 0) and a count of 1 is left out with its colon.
 */
final class Histogram {
  private static final Logger log = LoggerFactory.getLogger(Histogram.class);

  // 64 buckets from each power of two to the next: half of one is less than a hundredth of its
  // value.
  private static final int BITS = 6;
  private static final int PER_OCTAVE = 1 << BITS;
  private static final int BASE = 36;

  // A year: nothing that is true is longer, and what a client makes up must not cost memory.
  private static final long LONGEST_US = 366L * 24 * 3_600 * 1_000_000;

  private final TreeMap<Integer, Long> buckets = new TreeMap<>();
  private long count;

  /** Counts a length that is not negative. */
  void record(long micros) {
    put(bucket(Math.min(micros, LONGEST_US)), 1);
  }

  void add(Histogram other) {
    other.buckets.forEach(this::put);
  }

  private void put(int bucket, long times) {
    buckets.merge(bucket, times, Long::sum);
    count += times;
  }

  private static int bucket(long micros) {
    int shift = Math.max(0, Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(micros));
    return shift * PER_OCTAVE + (int) (micros >> shift);
  }

  /** The middle of a bucket. */
  private static long value(int bucket) {
    int shift = Math.max(0, bucket / PER_OCTAVE - 1);
    long low = (long) (bucket - shift * PER_OCTAVE) << shift;
    return low + ((1L << shift) >> 1);
  }

  /** As text; an empty one is an empty text. */
  String encode() {
    StringBuilder text = new StringBuilder();
    int before = 0;
    for (Map.Entry<Integer, Long> entry : buckets.entrySet()) {
      if (!text.isEmpty()) {
        text.append(',');
      }
      text.append(Integer.toString(entry.getKey() - before, BASE));
      if (entry.getValue() != 1) {
        text.append(':').append(Long.toString(entry.getValue(), BASE));
      }
      before = entry.getKey();
    }
    return text.toString();
  }

  /** Reads one back; a text that cannot be read is none, since it must not stop all others. */
  static Histogram decode(String text) {
    try {
      return read(text);
    } catch (IllegalArgumentException e) {
      log.error("a stored histogram cannot be read, it begins anew: {}", text, e);
      return new Histogram();
    }
  }

  private static Histogram read(String text) {
    Histogram histogram = new Histogram();
    int at = 0;
    int bucket = 0;
    while (at < text.length()) {
      int comma = text.indexOf(',', at);
      int end = comma < 0 ? text.length() : comma;
      int colon = text.indexOf(':', at);
      int step = colon < 0 || colon > end ? end : colon;
      bucket += Integer.parseInt(text, at, step, BASE);
      long times = step == end ? 1 : Long.parseLong(text, step + 1, end, BASE);
      if (bucket < 0 || bucket > bucket(LONGEST_US) || times < 1) {
        throw new IllegalArgumentException("bucket %d with %d".formatted(bucket, times));
      }
      histogram.put(bucket, times);
      at = end + 1;
    }
    return histogram;
  }

  /** All zero where nothing was seen. */
  Quantiles quantiles() {
    if (count == 0) {
      return Quantiles.getDefaultInstance();
    }
    return Quantiles.newBuilder()
        .setP50(quantile(50))
        .setP90(quantile(90))
        .setP99(quantile(99))
        .setMax(value(buckets.lastKey()))
        .setCount(count)
        .build();
  }

  /** The smallest length that so many percent of all do not exceed. */
  private long quantile(int percent) {
    long rank = (count * percent + 99) / 100;
    Iterator<Map.Entry<Integer, Long>> next = buckets.entrySet().iterator();
    Map.Entry<Integer, Long> entry = next.next();
    long passed = entry.getValue();
    while (passed < rank) {
      entry = next.next();
      passed += entry.getValue();
    }
    return value(entry.getKey());
  }
}
