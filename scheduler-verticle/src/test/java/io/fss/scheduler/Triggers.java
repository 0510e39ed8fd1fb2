package io.fss.scheduler;

import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.bus.v1.DateRange;
import io.fss.proto.v1.DailyTrigger;
import io.fss.proto.v1.ListTrigger;
import io.fss.proto.v1.Trigger;
import java.time.Instant;
import java.util.List;

/** Triggers and calendars as tests of time like them. */
final class Triggers {
  private Triggers() {}

  static long at(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  static Trigger list(Long... instants) {
    return Trigger.newBuilder()
        .setList(ListTrigger.newBuilder().addAllAtMs(List.of(instants)))
        .build();
  }

  static Trigger daily(int everySeconds, int from, int to, String zone, Integer... weekdays) {
    return Trigger.newBuilder()
        .setDaily(
            DailyTrigger.newBuilder()
                .setEveryMs(everySeconds * 1_000L)
                .setFromSecond(from)
                .setToSecond(to)
                .addAllWeekdays(List.of(weekdays))
                .setZone(zone))
        .build();
  }

  static CalendarSpec.Builder calendar() {
    return CalendarSpec.newBuilder().setNamespace("default").setName("work");
  }

  /** From Monday to Friday. */
  static CalendarSpec.Builder workdays() {
    return calendar().addAllWeekdays(List.of(1, 2, 3, 4, 5));
  }

  static DateRange day(String day) {
    return DateRange.newBuilder().setFirst(day).build();
  }

  static DateRange days(String first, String last) {
    return DateRange.newBuilder().setFirst(first).setLast(last).build();
  }
}
