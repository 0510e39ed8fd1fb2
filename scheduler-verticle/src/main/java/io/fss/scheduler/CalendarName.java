package io.fss.scheduler;

import io.fss.proto.bus.v1.GroupSpec;
import java.util.Comparator;

/** What a calendar is found by. */
record CalendarName(String namespace, String name) implements Comparable<CalendarName> {
  private static final Comparator<CalendarName> ORDER =
      Comparator.comparing(CalendarName::namespace).thenComparing(CalendarName::name);

  /** The one that a definition refers to; its name is empty where there is none. */
  static CalendarName of(GroupSpec spec) {
    return new CalendarName(spec.getNamespace(), spec.getTrigger().getCalendar());
  }

  @Override
  public int compareTo(CalendarName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
