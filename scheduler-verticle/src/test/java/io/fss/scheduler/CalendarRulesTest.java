package io.fss.scheduler;

import static io.fss.scheduler.Triggers.calendar;
import static io.fss.scheduler.Triggers.day;
import static io.fss.scheduler.Triggers.days;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.bus.v1.Violation;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalendarRulesTest {
  private static final long NOW = Triggers.at("2026-03-02T09:00:00Z");

  private static List<Violation> check(CalendarSpec.Builder calendar) {
    return CalendarRules.check(calendar.build(), NOW);
  }

  private static String rule(CalendarSpec.Builder calendar) {
    assertThat(check(calendar)).hasSize(1);
    return check(calendar).get(0).getRule();
  }

  @Test
  void a_calendar_of_certain_and_of_yearly_days_is_fine() {
    assertThat(check(calendar())).isEmpty();
    assertThat(
            check(
                Triggers.workdays()
                    .setZone("Europe/Berlin")
                    .addExcluded(days("12-24", "01-01"))
                    .addExcluded(day("02-29"))
                    .addIncluded(days("2026-12-28", "2026-12-28"))))
        .isEmpty();
  }

  @Test
  void every_broken_rule_is_told_with_field_value_and_rule() {
    CalendarSpec.Builder broken =
        CalendarSpec.newBuilder()
            .setNamespace("Team")
            .setName("")
            .setDescription("x".repeat(1_001))
            .setZone("Nowhere/Town")
            .addWeekdays(8)
            .addExcluded(day("2026-02-30"))
            .addIncluded(days("2026-05-02", "2026-05-01"));

    assertThat(check(broken))
        .extracting(Violation::getField, Violation::getValue)
        .containsExactly(
            tuple("namespace", "Team"),
            tuple("name", ""),
            tuple("description", "1001 characters"),
            tuple("zone", "Nowhere/Town"),
            tuple("weekdays", "[8]"),
            tuple("excluded", "2026-02-30"),
            tuple("included", "2026-05-02 to 2026-05-01"));
  }

  @Test
  void a_range_is_two_dates_that_exist_of_one_kind_and_forward() {
    assertThat(rule(calendar().addExcluded(day("Christmas")))).startsWith("must be two dates");
    assertThat(rule(calendar().addExcluded(day("")))).startsWith("must be two dates");
    assertThat(rule(calendar().addExcluded(days("12-24", "2026-12-26"))))
        .startsWith("must be two dates");
    assertThat(rule(calendar().addExcluded(day("02-30"))))
        .isEqualTo("must be dates that exist, not 02-30");
    assertThat(rule(calendar().addExcluded(day("2027-02-29")))).contains("not 2027-02-29");
    assertThat(rule(calendar().addExcluded(days("2026-05-02", "2026-05-01"))))
        .isEqualTo("must end on 2026-05-02 or later");
  }

  @Test
  void a_day_of_the_week_is_named_once() {
    assertThat(rule(calendar().addWeekdays(1).addWeekdays(1))).contains("each once");
    assertThat(rule(calendar().addWeekdays(0))).contains("from 1 (Monday) to 7 (Sunday)");
  }

  @Test
  void ranges_are_bounded_in_number() {
    CalendarSpec.Builder many =
        calendar()
            .addAllExcluded(Collections.nCopies(600, day("12-24")))
            .addAllIncluded(Collections.nCopies(400, day("12-25")));

    assertThat(check(many)).isEmpty();
    assertThat(rule(many.addIncluded(day("12-26")))).contains("1000");
  }

  @Test
  void a_calendar_must_leave_a_day_open() {
    CalendarSpec.Builder closed = calendar().addExcluded(days("01-01", "12-31"));

    assertThat(rule(closed)).isEqualTo("must leave a day open within five years");
    assertThat(check(closed.addIncluded(day("2027-07-01")))).isEmpty();
    assertThat(rule(calendar().addExcluded(days("2020-01-01", "2099-12-31"))))
        .contains("within five years");
  }
}
