package io.fss.scheduler;

import java.time.LocalDate;
import java.time.MonthDay;
import java.util.BitSet;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Days that lie in one of many spans. Read-only: shared. */
final class DaySet {
  // One place a day of the year, 32 a month.
  private static final int MONTH = 32;
  private static final int PLACES = 13 * MONTH;

  private final BitSet yearly = new BitSet(PLACES);
  // First to last day of spans that do not overlap, counted from 1970-01-01.
  private final NavigableMap<Long, Long> dated = new TreeMap<>();

  DaySet(Collection<DaySpan> spans) {
    for (DaySpan span : spans) {
      if (span instanceof DaySpan.Yearly days) {
        add(place(days.first()), place(days.last()));
      } else if (span instanceof DaySpan.Dated days) {
        add(days.first().toEpochDay(), days.last().toEpochDay());
      }
    }
  }

  private void add(int first, int last) {
    if (first <= last) {
      yearly.set(first, last + 1);
    } else {
      yearly.set(first, PLACES);
      yearly.set(0, last + 1);
    }
  }

  private void add(long first, long last) {
    long from = first;
    long to = last;
    Map.Entry<Long, Long> other = dated.floorEntry(to);
    while (other != null && other.getValue() >= from) {
      dated.remove(other.getKey());
      from = Math.min(from, other.getKey());
      to = Math.max(to, other.getValue());
      other = dated.floorEntry(to);
    }
    dated.put(from, to);
  }

  boolean has(LocalDate date) {
    if (yearly.get(date.getMonthValue() * MONTH + date.getDayOfMonth())) {
      return true;
    }
    Map.Entry<Long, Long> span = dated.floorEntry(date.toEpochDay());
    return span != null && date.toEpochDay() <= span.getValue();
  }

  private static int place(MonthDay day) {
    return day.getMonthValue() * MONTH + day.getDayOfMonth();
  }
}
