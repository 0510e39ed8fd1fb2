package io.fss.deploy.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one process of a client saw, out of the lines that it and its SDK wrote. Times are those of
 * the machine's monotonic clock, in nanoseconds, where nothing else is said.
 */
final class ProcessStory {
  static final String START = "start";
  static final String TOLD = "told";
  static final String END = "end";
  static final String FROZEN = "frozen";
  static final String GONE = "gone";
  private static final Pattern PROVEN =
      Pattern.compile(".*proven by heartbeat \\d+ from (\\d+) ns, at (\\d+) ns");
  private static final Pattern ANSWERED =
      Pattern.compile(".*the end of attempt (\\d+)/(\\d+) was answered (\\w+)");
  private static final long NOTHING = Long.MIN_VALUE / 2;

  /** A time in which the process did not run at all. */
  record Frozen(long from, long to) {}

  private record Key(long task, int attempt) {}

  private final String name;
  private final List<Start> starts = new ArrayList<>();
  private final Map<Key, Start> byAttempt = new HashMap<>();
  private final NavigableMap<Long, Long> proofs = new TreeMap<>();
  private final List<Frozen> frozen = new ArrayList<>();
  private long gone = Start.NEVER;

  ProcessStory(String name) {
    this.name = name;
  }

  /**
   * Reads the lines of the client; a last one that was cut off by a kill is left out by the caller.
   *
   * @throws IllegalArgumentException for a line that is none of ours
   */
  ProcessStory read(List<String> lines) {
    for (String line : lines) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case START -> start(words);
        case TOLD -> of(words).told(Long.parseLong(words[3]));
        case END -> of(words).ended(words[3], Long.parseLong(words[4]));
        case FROZEN -> frozen.add(new Frozen(Long.parseLong(words[1]), Long.parseLong(words[2])));
        case GONE -> gone = Long.parseLong(words[1]);
        default ->
            throw new IllegalArgumentException("%s: not a line of ours: %s".formatted(name, line));
      }
    }
    return this;
  }

  private void start(String[] words) {
    Start start =
        new Start(
            this,
            Long.parseLong(words[1]),
            Integer.parseInt(words[2]),
            words[3],
            Long.parseLong(words[4]),
            Long.parseLong(words[5]),
            Long.parseLong(words[6]));
    starts.add(start);
    byAttempt.putIfAbsent(new Key(start.task(), start.attempt()), start);
  }

  private Start of(String[] words) {
    Start start = byAttempt.get(new Key(Long.parseLong(words[1]), Integer.parseInt(words[2])));
    if (start == null) {
      throw new IllegalArgumentException(
          "%s: %s of what never started".formatted(name, String.join(" ", words)));
    }
    return start;
  }

  /** Reads what the SDK said of its heartbeats and of the answers to its reports. */
  ProcessStory readSdk(List<String> lines) {
    for (String line : lines) {
      Matcher proven = PROVEN.matcher(line);
      Matcher answered = ANSWERED.matcher(line);
      if (proven.matches()) {
        long sent = Long.parseLong(proven.group(1));
        long at = Long.parseLong(proven.group(2));
        proofs.put(at, Math.max(sent, provenAt(at)));
      } else if (answered.matches()) {
        long task = Long.parseLong(answered.group(1));
        Start start = byAttempt.get(new Key(task, Integer.parseInt(answered.group(2))));
        // Without a start the job was stopped before it began: the platform is told that, too.
        if (start != null) {
          start.answered(answered.group(3));
        }
      }
    }
    return this;
  }

  String name() {
    return name;
  }

  List<Start> starts() {
    return starts;
  }

  /** When the last heartbeat was sent that was known to be stored at that time. */
  long provenAt(long at) {
    Map.Entry<Long, Long> last = proofs.floorEntry(at);
    return last == null ? NOTHING : last.getValue();
  }

  /** When each proof was learnt, and when its heartbeat had been sent. */
  NavigableMap<Long, Long> proofs() {
    return proofs;
  }

  List<Frozen> frozen() {
    return frozen;
  }

  /** When the process was seen to be no more. */
  long gone() {
    return gone;
  }
}
