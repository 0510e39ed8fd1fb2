package io.fss.scheduler;

import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.bus.v1.DateRange;
import io.fss.proto.bus.v1.Violation;
import java.time.ZoneOffset;
import java.util.List;

/** The rules of a calendar; each broken one is named with field and value. */
final class CalendarRules {
  private static final int RANGES = 1_000;

  private CalendarRules() {}

  /** The rules that the calendar breaks; empty when it is fine. */
  static List<Violation> check(CalendarSpec calendar, long now) {
    Violations violations = new Violations();
    violations.text("namespace", calendar.getNamespace(), Violations.NAMESPACE);
    violations.text("name", calendar.getName(), Violations.NAME);
    violations.description(calendar.getDescription());
    violations.zone("zone", calendar.getZone());
    violations.weekdays("weekdays", calendar.getWeekdaysList());
    int ranges = calendar.getExcludedCount() + calendar.getIncludedCount();
    if (ranges > RANGES) {
      violations.broken("excluded", ranges + " ranges", "must be at most " + RANGES + " in all");
    } else {
      ranges(violations, "excluded", calendar.getExcludedList());
      ranges(violations, "included", calendar.getIncludedList());
    }
    if (violations.none() && Days.of(calendar, ZoneOffset.UTC).openFrom(now).isEmpty()) {
      violations.broken("excluded", ranges + " ranges", "must leave a day open within five years");
    }
    return violations.all();
  }

  private static void ranges(Violations violations, String field, List<DateRange> ranges) {
    for (DateRange range : ranges) {
      try {
        DaySpan.of(range);
      } catch (IllegalArgumentException e) {
        String last = range.getLast().isEmpty() ? "" : " to " + range.getLast();
        violations.broken(field, Violations.shown(range.getFirst() + last), e.getMessage());
      }
    }
  }
}
