package io.fss.dispatcher;

import io.fss.kernel.Clock;
import io.fss.kernel.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Token buckets, one a caller: so many calls a second, twice as many for a moment. The buckets that
 * were not used for longest are forgotten at the bound; who is forgotten begins with a full one.
 */
final class Rate {
  private static final int MOST = 20_000;
  private static final double NANOS = 1e9;

  private final Clock clock;
  private final EdgeMetrics metrics;
  private final String limit;
  private final int perSecond;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST;
        }
      };

  /**
   * Makes full buckets.
   *
   * @param limit setting within {@code dispatcher.rates}, told to who is refused
   */
  Rate(Clock clock, EdgeMetrics metrics, String limit, int perSecond) {
    this.clock = clock;
    this.metrics = metrics;
    this.perSecond = perSecond;
    this.limit = limit;
  }

  /** Takes one call of that caller, or fails as TOO_MANY. */
  void take(String caller) {
    long now = clock.nanos();
    Bucket bucket = buckets.computeIfAbsent(caller, fresh -> new Bucket(now, 2.0 * perSecond));
    bucket.fill(now, perSecond);
    if (bucket.calls < 1) {
      metrics.limited(limit);
      throw new Refusal(
          Refusal.Kind.TOO_MANY,
          "dispatcher.rates.%s of %d calls a second is exceeded by %s"
              .formatted(limit, perSecond, caller),
          List.of());
    }
    bucket.calls--;
  }

  private static final class Bucket {
    private long at;
    private double calls;

    private Bucket(long at, double calls) {
      this.at = at;
      this.calls = calls;
    }

    private void fill(long now, int perSecond) {
      calls = Math.min(2.0 * perSecond, calls + (now - at) / NANOS * perSecond);
      at = now;
    }
  }
}
