package io.fss.deploy.bench;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What one client measured, and the lines it tells it in.
 *
 * @param lastStartUs last start within the window, in UTC microseconds; 0 means none
 */
record ClientResults(Lateness lateness, long lastStartUs, List<Run> runs) {
  static final String END = "end";
  private static final String LATENESS = "lateness ";
  private static final String LAST = "last ";
  private static final String RUNS = "runs ";
  private static final int LINE = 4_096;
  private static final int BYTES = 8 + 4 + 8;

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(LATENESS + lateness.encode());
    lines.add(LAST + lastStartUs);
    for (int at = 0; at < runs.size(); at += LINE) {
      lines.add(RUNS + encode(runs.subList(at, Math.min(runs.size(), at + LINE))));
    }
    lines.add(END);
    return lines;
  }

  private static String encode(List<Run> part) {
    ByteBuffer buffer = ByteBuffer.allocate(part.size() * BYTES);
    part.forEach(run -> buffer.putLong(run.taskId()).putInt(run.group()).putLong(run.planned()));
    return Base64.getEncoder().encodeToString(buffer.array());
  }

  /**
   * Reads the lines up to the end.
   *
   * @throws IllegalArgumentException for a line that none of ours is
   */
  static ClientResults of(List<String> lines) {
    Lateness lateness = new Lateness();
    long last = 0;
    List<Run> runs = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith(LATENESS)) {
        lateness = Lateness.decode(line.substring(LATENESS.length()));
      } else if (line.startsWith(LAST)) {
        last = Long.parseLong(line.substring(LAST.length()));
      } else if (line.startsWith(RUNS)) {
        decode(line.substring(RUNS.length()), runs);
      } else if (!line.equals(END)) {
        throw new IllegalArgumentException("not a line of results: " + line);
      }
    }
    return new ClientResults(lateness, last, runs);
  }

  private static void decode(String text, List<Run> into) {
    ByteBuffer buffer = ByteBuffer.wrap(Base64.getDecoder().decode(text));
    while (buffer.hasRemaining()) {
      into.add(new Run(buffer.getLong(), buffer.getInt(), buffer.getLong()));
    }
  }
}
