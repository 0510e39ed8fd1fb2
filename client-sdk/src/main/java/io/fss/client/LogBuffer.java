package io.fss.client;

import io.fss.proto.v1.LogBatch;
import io.fss.proto.v1.LogLevel;
import io.fss.proto.v1.LogLine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Log lines until they are acknowledged. A line gets its number when it leaves in a batch, so that
 * dropping waiting lines tears no gap; what was dropped is told by a line of its own. At the bound
 * (lines or characters) the oldest waiting TRACE or DEBUG line goes, where there is none the
 * newest.
 */
final class LogBuffer {
  private static final long MAX_CHARS = 32L * 1024 * 1024;
  private static final long BATCH_CHARS = PlatformConnection.MAX_MESSAGE / 4;

  private record Waiting(long arrival, AttemptLog log, LogLine line, long chars) {}

  private final int maxLines;
  private final ArrayDeque<Waiting> chatter = new ArrayDeque<>();
  private final ArrayDeque<Waiting> speech = new ArrayDeque<>();
  private final Set<AttemptLog> torn = new LinkedHashSet<>();
  private long arrivals;
  private int heldLines;
  private long heldChars;
  private int flyingLines;
  private long flyingChars;
  private long lost;

  LogBuffer(int maxLines) {
    this.maxLines = maxLines;
  }

  synchronized void add(AttemptLog log, LogLine line) {
    long chars = (long) line.getMessage().length() + line.getThrowable().length();
    while (full(chars)) {
      Waiting oldest = chatter.poll();
      if (oldest == null) {
        drop(log);
        return;
      }
      heldLines--;
      heldChars -= oldest.chars();
      drop(oldest.log());
    }
    heldLines++;
    heldChars += chars;
    (isChatter(line) ? chatter : speech).add(new Waiting(arrivals++, log, line, chars));
  }

  private boolean full(long chars) {
    return heldLines >= maxLines || heldChars + chars > MAX_CHARS;
  }

  private static boolean isChatter(LogLine line) {
    return line.getLevel() == LogLevel.TRACE || line.getLevel() == LogLevel.DEBUG;
  }

  private void drop(AttemptLog log) {
    lost++;
    log.dropped++;
    torn.add(log);
  }

  /** The next lines in the order they were said, numbered; they count until {@link #landed}. */
  synchronized List<LogBatch> take(int most, long nowMs) {
    Map<AttemptLog, LogBatch.Builder> batches = new LinkedHashMap<>();
    int lines = 0;
    while (lines < most && flyingChars < BATCH_CHARS && (!chatter.isEmpty() || !speech.isEmpty())) {
      Waiting next = older().poll();
      put(batches, next.log(), next.line());
      lines++;
      flyingChars += next.chars();
    }
    flyingLines = lines;
    tellTorn(batches, most - lines, nowMs);
    List<LogBatch> taken = new ArrayList<>(batches.size());
    batches.values().forEach(batch -> taken.add(batch.build()));
    return taken;
  }

  private ArrayDeque<Waiting> older() {
    if (chatter.isEmpty() || speech.isEmpty()) {
      return chatter.isEmpty() ? speech : chatter;
    }
    return chatter.peek().arrival() < speech.peek().arrival() ? chatter : speech;
  }

  private void tellTorn(Map<AttemptLog, LogBatch.Builder> batches, int most, long nowMs) {
    var logs = torn.iterator();
    for (int i = 0; i < most && logs.hasNext(); i++) {
      AttemptLog log = logs.next();
      String words = log.dropped == 1 ? "1 line" : log.dropped + " lines";
      LogLine line =
          LogLine.newBuilder()
              .setSaidAtMs(nowMs)
              .setLevel(LogLevel.WARN)
              .setLogger("io.fss.client")
              .setMessage(words + " dropped: the client's log buffer was full")
              .build();
      put(batches, log, line);
      log.dropped = 0;
      logs.remove();
    }
  }

  private static void put(Map<AttemptLog, LogBatch.Builder> batches, AttemptLog log, LogLine line) {
    batches
        .computeIfAbsent(
            log,
            first ->
                LogBatch.newBuilder().setAttempt(first.ref()).setFirstSequence(first.nextSequence))
        .addLines(line);
    log.nextSequence++;
  }

  /** What was taken last is acknowledged. */
  synchronized void landed() {
    heldLines -= flyingLines;
    heldChars -= flyingChars;
    flyingLines = 0;
    flyingChars = 0;
  }

  /** Lines that are not acknowledged. */
  synchronized int held() {
    return heldLines;
  }

  /** Lines that were dropped since the start. */
  synchronized long lost() {
    return lost;
  }

  /** True when every line was acknowledged. */
  synchronized boolean isEmpty() {
    return heldLines == 0 && torn.isEmpty();
  }
}
