package io.fss.scheduler;

import java.util.SortedMap;
import java.util.TreeMap;

/** What some sheets come to, hour by hour: for each group, and for each namespace. */
final class TallySum {
  private static final long HOUR_MS = 3_600_000;

  final SortedMap<HourTable.Hour<String>, HourTotals> namespaces = new TreeMap<>();
  final SortedMap<HourTable.Hour<Long>, HourTotals> groups = new TreeMap<>();

  /** Adds the lines of one sheet. */
  void add(String namespace, long settledAt, String ends) {
    long hour = hour(settledAt);
    HourTotals whole =
        namespaces.computeIfAbsent(
            new HourTable.Hour<>(namespace, hour), first -> new HourTotals());
    for (TallyLine line : TallyLine.read(ends)) {
      whole.add(line);
      groups
          .computeIfAbsent(new HourTable.Hour<>(line.group(), hour), first -> new HourTotals())
          .add(line);
    }
  }

  /** When the hour of an instant began. */
  static long hour(long millis) {
    return Math.floorDiv(millis, HOUR_MS) * HOUR_MS;
  }

  /** Rows that it changes. */
  int size() {
    return namespaces.size() + groups.size();
  }
}
