package io.fss.scheduler;

import static io.fss.scheduler.Triggers.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.bus.v1.Moment;
import io.fss.proto.bus.v1.PreviewReply;
import io.fss.proto.bus.v1.PreviewRequest;
import io.fss.proto.v1.Trigger;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreviewTest {
  private static final long NOW = at("2026-03-06T09:00:00Z");

  private static PreviewReply reply(PreviewRequest.Builder request, CalendarSpec calendar) {
    return Preview.reply(request.build(), calendar, NOW);
  }

  private static PreviewRequest.Builder request(Trigger trigger) {
    return PreviewRequest.newBuilder().setTrigger(trigger);
  }

  private static List<String> planned(PreviewReply reply) {
    return reply.getMomentsList().stream()
        .map(moment -> Instant.ofEpochMilli(moment.getPlannedAtMs()).toString())
        .toList();
  }

  private static List<Long> of(Schedule schedule, long from, int count) {
    return Preview.moments(schedule, 0, from, count).stream().map(Moment::getPlannedAtMs).toList();
  }

  @Test
  void the_next_ten_moments_are_shown_with_zone_and_description() {
    PreviewReply reply = reply(request(Specs.cron("0 0 9 * * ?", "Europe/Berlin")), null);

    assertThat(planned(reply))
        .hasSize(10)
        .startsWith("2026-03-07T08:00:00Z")
        .endsWith("2026-03-16T08:00:00Z");
    assertThat(reply.getZone()).isEqualTo("Europe/Berlin");
    assertThat(reply.getDescription()).isEqualTo("At 09:00 every day (Europe/Berlin)");
  }

  @Test
  void zone_calendar_and_bounds_are_applied() {
    Trigger trigger =
        Specs.cron("0 0 9 * * ?", "Europe/Berlin").toBuilder()
            .setCalendar("work")
            .setEndAtMs(at("2026-03-31T00:00:00Z"))
            .build();

    assertThat(
            planned(
                reply(
                    request(trigger).setFromMs(at("2026-03-26T12:00:00Z")),
                    Triggers.workdays().build())))
        .containsExactly("2026-03-27T08:00:00Z", "2026-03-30T07:00:00Z");
  }

  @Test
  void a_moment_at_the_first_instant_is_shown() {
    long nine = at("2026-03-06T09:00:00Z");

    assertThat(of(new Schedule.Cron(CronTimes.of("0 0 9 * * ?", "")), nine, 1))
        .containsExactly(nine);
    assertThat(of(new Schedule.FixedRate(7, nine), nine, 1)).containsExactly(nine);
    assertThat(of(new Schedule.FixedRate(7, nine), nine + 1, 2))
        .containsExactly(nine + 7, nine + 14);
    assertThat(of(new Schedule.FixedRate(7, nine - 1), nine, 1)).containsExactly(nine + 6);
    assertThat(of(new Schedule.FixedRate(7, 0), nine, 2)).containsExactly(nine, nine + 7);
    assertThat(of(new Schedule.Once(nine), nine, 3)).containsExactly(nine);
    assertThat(of(new Schedule.Once(nine), nine + 1, 3)).isEmpty();
    assertThat(of(new Schedule.Instants(List.of(nine - 1, nine, nine + 5)), nine, 3))
        .containsExactly(nine, nine + 5);
    assertThat(of(new Schedule.Manual(), nine, 3)).isEmpty();
  }

  @Test
  void of_what_follows_the_end_of_tasks_the_first_is_known() {
    assertThat(of(new Schedule.FixedDelay(1_000, 0), NOW, 5)).containsExactly(NOW);
    assertThat(of(new Schedule.Dynamic(NOW + 5, 0), NOW, 5)).containsExactly(NOW + 5);
  }

  @Test
  void a_named_group_is_due_later_by_its_jitter() {
    Trigger spread = Specs.cron("0 0 9 * * ?", "").toBuilder().setJitterMs(60_000).build();
    long shift = Jitter.of("default", "nightly", 60_000);

    assertThat(reply(request(spread).setGroup("nightly"), null).getMomentsList())
        .isNotEmpty()
        .allMatch(moment -> moment.getDueAtMs() == moment.getPlannedAtMs() + shift);
    assertThat(reply(request(spread).setGroup("nightly").setNamespace("b"), null).getMoments(0))
        .matches(moment -> moment.getDueAtMs() != moment.getPlannedAtMs() + shift);
    assertThat(reply(request(spread), null).getMomentsList())
        .allMatch(moment -> moment.getDueAtMs() == moment.getPlannedAtMs());
  }

  @Test
  void no_more_are_shown_than_may_run() {
    Trigger thrice = Specs.rate(1_000, 0).toBuilder().setMaxRuns(3).build();

    assertThat(reply(request(thrice), null).getMomentsList()).hasSize(3);
    assertThat(reply(request(thrice).setCount(2), null).getMomentsList()).hasSize(2);
  }

  @Test
  void what_lies_more_than_a_hundred_years_ahead_is_not_searched() {
    // The 29th of February on a Monday comes every 28 years.
    CalendarSpec mondays = Triggers.calendar().addWeekdays(1).build();
    Trigger leap = Specs.cron("0 0 0 29 2 ?", "").toBuilder().setCalendar("mondays").build();

    assertThat(planned(reply(request(leap).setCount(1_000), mondays)))
        .containsExactly("2044-02-29T00:00:00Z", "2072-02-29T00:00:00Z", "2112-02-29T00:00:00Z");
  }

  @Test
  void the_description_is_in_the_language_that_is_asked_for() {
    assertThat(reply(request(Specs.byHand()).setLanguage("zh-CN"), null).getDescription())
        .isEqualTo("仅手动运行");
    assertThat(reply(request(Specs.byHand()).setLanguage("??"), null).getDescription())
        .isEqualTo("Only when it is run by hand");
  }

  @Test
  void a_broken_trigger_or_count_is_refused() {
    assertThatThrownBy(() -> reply(request(Specs.rate(1, 0)).setCount(1_001), null))
        .isInstanceOf(Refusal.class)
        .hasMessage("count '1001': must be within 0 and 1000 (and 1 more)");
  }
}
