package io.fss.scheduler;

import java.time.DayOfWeek;
import java.util.Collection;

/**
 * Some days of the week.
 *
 * @param bits bit {@code n} for day {@code n}, 1 is Monday and 7 is Sunday
 */
record Weekdays(int bits) {
  static final Weekdays ALL = new Weekdays(0b1111_1110);

  /** None named means every day. */
  static Weekdays of(Collection<Integer> days) {
    int bits = days.stream().reduce(0, (all, day) -> all | 1 << day);
    return bits == 0 ? ALL : new Weekdays(bits);
  }

  boolean has(int day) {
    return (bits & 1 << day) != 0;
  }

  boolean has(DayOfWeek day) {
    return has(day.getValue());
  }
}
