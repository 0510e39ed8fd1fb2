package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.bus.v1.Violation;
import io.fss.proto.v1.DailyTrigger;
import io.fss.proto.v1.ListTrigger;
import io.fss.proto.v1.Trigger;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TriggerRulesTest {
  // A Monday.
  private static final long NOW = Triggers.at("2026-03-02T09:00:00Z");
  private static final long DAY = 86_400_000;

  private static List<Violation> check(Trigger.Builder trigger, CalendarSpec calendar) {
    return GroupRules.checkTrigger(trigger.build(), calendar, NOW);
  }

  private static Violation only(Trigger.Builder trigger) {
    return only(trigger, null);
  }

  private static Violation only(Trigger.Builder trigger, CalendarSpec calendar) {
    List<Violation> violations = check(trigger, calendar);
    assertThat(violations).hasSize(1);
    return violations.get(0);
  }

  private static Trigger.Builder daily(DailyTrigger.Builder daily) {
    return Trigger.newBuilder().setDaily(daily);
  }

  private static Trigger.Builder minutely() {
    return Specs.cron("0 * * * * ?", "").toBuilder();
  }

  @Test
  void every_kind_of_a_good_trigger_is_fine() {
    for (Trigger good :
        List.of(
            Specs.cron("*/5 9-17 * * 1-5", "Europe/Berlin"),
            Specs.rate(100, 0),
            Specs.delay(100, 0),
            Specs.once(NOW),
            Specs.dynamic(0, 0),
            Specs.byHand(),
            Triggers.list(NOW - DAY, NOW + DAY),
            Triggers.daily(60, 0, 86_399, "Asia/Tokyo", 1, 7))) {
      Trigger.Builder bounded =
          good.toBuilder().setEndAtMs(NOW + 9 * DAY).setMaxRuns(3).setJitterMs(DAY);
      assertThat(check(good.toBuilder(), null)).as("%s", good).isEmpty();
      assertThat(check(bounded.setCalendar("work"), null)).as("%s", good).isEmpty();
    }
  }

  @Test
  void a_daily_window_is_told_all_that_is_wrong_with_it() {
    DailyTrigger.Builder bad =
        DailyTrigger.newBuilder()
            .setEveryMs(1_500)
            .setFromSecond(86_400)
            .setToSecond(-1)
            .addWeekdays(8)
            .setZone("Nowhere/Town");

    assertThat(check(daily(bad), null))
        .extracting(Violation::getField, Violation::getValue)
        .containsExactly(
            tuple("trigger.everyMs", "1500"),
            tuple("trigger.fromSecond", "86400"),
            tuple("trigger.toSecond", "-1"),
            tuple("trigger.toSecond", "-1"),
            tuple("trigger.weekdays", "[8]"),
            tuple("trigger.zone", "Nowhere/Town"));
  }

  @Test
  void a_daily_window_is_due_every_second_at_most_and_ends_after_it_begins() {
    assertThat(only(daily(DailyTrigger.newBuilder().setEveryMs(0))).getRule())
        .isEqualTo("must be within 1000 and 86400000");
    assertThat(
            only(daily(DailyTrigger.newBuilder().setEveryMs(1_000).setFromSecond(2).setToSecond(1)))
                .getRule())
        .isEqualTo("must not be before fromSecond");
  }

  @Test
  void a_list_has_a_bounded_number_of_instants_one_of_them_to_come() {
    Trigger.Builder many =
        Trigger.newBuilder()
            .setList(ListTrigger.newBuilder().addAllAtMs(Collections.nCopies(1_001, NOW)));

    assertThat(only(many).getValue()).isEqualTo("1001 instants");
    assertThat(only(Trigger.newBuilder().setList(ListTrigger.getDefaultInstance())).getRule())
        .isEqualTo("must be within 1 and 1000 instants");
    assertThat(only(Triggers.list(-1L, -2L).toBuilder()).getValue()).isEqualTo("-1");
    assertThat(only(Triggers.list(NOW - 60_001).toBuilder()).getRule())
        .isEqualTo("must have an occurrence in the future");
    assertThat(check(Triggers.list(NOW - 60_000).toBuilder(), null)).isEmpty();
  }

  @Test
  void bounds_have_their_rules_too() {
    assertThat(only(minutely().setStartAtMs(-1)).getField()).isEqualTo("trigger.startAt");
    assertThat(only(minutely().setEndAtMs(253_402_300_800_000L)).getField())
        .isEqualTo("trigger.endAt");
    assertThat(only(minutely().setStartAtMs(NOW + DAY).setEndAtMs(NOW + DAY)).getRule())
        .isEqualTo("must be after startAt");
    assertThat(only(minutely().setMaxRuns(-1)).getField()).isEqualTo("trigger.maxRuns");
    assertThat(only(minutely().setJitterMs(DAY + 1)).getField()).isEqualTo("trigger.jitterMs");
    assertThat(only(minutely().setJitterMs(-1)).getField()).isEqualTo("trigger.jitterMs");
    assertThat(only(minutely().setCalendar("a b")).getField()).isEqualTo("trigger.calendar");
  }

  @Test
  void what_stands_in_the_way_of_every_occurrence_is_named() {
    assertThat(only(minutely().setEndAtMs(NOW - 1)))
        .extracting(Violation::getField, Violation::getRule)
        .containsExactly("trigger.endAt", "must not be in the past");
    assertThat(only(minutely().setEndAtMs(NOW + 59_999)))
        .extracting(Violation::getField, Violation::getRule)
        .containsExactly("trigger.endAt", "must leave the trigger an occurrence before it");
    assertThat(only(Specs.once(NOW).toBuilder().setStartAtMs(NOW + 1)))
        .extracting(Violation::getField, Violation::getRule)
        .containsExactly("trigger.startAt", "must leave the trigger an occurrence after it");
    assertThat(only(Specs.cron("0 0 0 1 1 ? 2025", "").toBuilder()))
        .extracting(Violation::getField, Violation::getRule)
        .containsExactly("trigger.expression", "must have an occurrence in the future");
    assertThat(only(Specs.delay(100, 0).toBuilder().setEndAtMs(NOW - 1)).getField())
        .isEqualTo("trigger.endAt");
  }

  @Test
  void a_calendar_that_is_closed_whenever_the_trigger_is_due_is_refused() {
    Trigger.Builder sundays = Triggers.daily(60, 0, 60, "UTC", 7).toBuilder().setCalendar("work");

    assertThat(only(sundays, Triggers.workdays().build()))
        .extracting(Violation::getField, Violation::getValue, Violation::getRule)
        .containsExactly(
            "trigger.calendar", "work", "must have an open day on which the trigger is due");
    assertThat(check(sundays, Triggers.calendar().build())).isEmpty();
    assertThat(
            only(
                    Specs.delay(100, 0).toBuilder().setCalendar("work").setEndAtMs(NOW + DAY / 2),
                    Triggers.calendar().addExcluded(Triggers.day("2026-03-02")).build())
                .getField())
        .isEqualTo("trigger.calendar");
  }

  @Test
  void a_trigger_by_hand_needs_no_future() {
    assertThat(check(Specs.byHand().toBuilder().setEndAtMs(5), null)).isEmpty();
  }
}
