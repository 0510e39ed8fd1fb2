package io.fss.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fss.proto.v1.CronTrigger;
import io.fss.proto.v1.DailyTrigger;
import io.fss.proto.v1.DynamicTrigger;
import io.fss.proto.v1.IntervalTrigger;
import io.fss.proto.v1.ListTrigger;
import io.fss.proto.v1.ManualTrigger;
import io.fss.proto.v1.OnceTrigger;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.TaskGroupDeclaration;
import io.vertx.core.json.JsonObject;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeclarationTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Instant FIVE = Instant.ofEpochMilli(5);

  private static io.fss.proto.v1.Trigger trigger(TaskGroup group) {
    return new Declaration(group).message().getTrigger();
  }

  private static io.fss.proto.v1.Trigger.Builder said() {
    return io.fss.proto.v1.Trigger.newBuilder();
  }

  @Test
  void a_declaration_says_what_was_declared() {
    // given
    TaskGroup group =
        TaskGroup.cron("c", "j", "0 0 3 * * ?", ZoneId.of("Europe/Berlin"))
            .withBounds(
                Bounds.NONE
                    .withStart(FIVE)
                    .withEnd(FIVE.plusMillis(1))
                    .withMaxRuns(7)
                    .withJitter(SECOND)
                    .withCalendar("holidays"))
            .withData(new JsonObject().put("a", 1))
            .withDescription("nightly")
            .withLabels(Map.of("team", "a"))
            .withVersion(4);

    // when
    TaskGroupDeclaration declared = new Declaration(group).message();

    // then
    assertThat(declared)
        .isEqualTo(
            TaskGroupDeclaration.newBuilder()
                .setName("c")
                .setJob("j")
                .setTrigger(
                    said()
                        .setCron(
                            CronTrigger.newBuilder()
                                .setExpression("0 0 3 * * ?")
                                .setZone("Europe/Berlin"))
                        .setStartAtMs(5)
                        .setEndAtMs(6)
                        .setMaxRuns(7)
                        .setJitterMs(1_000)
                        .setCalendar("holidays"))
                .setData("{\"a\":1}")
                .setDescription("nightly")
                .putLabels("team", "a")
                .setVersion(4)
                .setPolicies(new DeclaredPolicies(TaskPolicies.DEFAULT).message())
                .build());
  }

  @Test
  void every_kind_of_trigger_can_be_declared() {
    assertThat(trigger(TaskGroup.cron("g", "j", "@hourly")).getCron().getZone()).isEqualTo("UTC");
    assertThat(trigger(TaskGroup.once("g", "j", FIVE)))
        .isEqualTo(said().setOnce(OnceTrigger.newBuilder().setAtMs(5)).build());
    assertThat(trigger(TaskGroup.moments("g", "j", List.of(FIVE, Instant.ofEpochMilli(3)))))
        .isEqualTo(said().setList(ListTrigger.newBuilder().addAtMs(5).addAtMs(3)).build());
    assertThat(trigger(TaskGroup.manual("g", "j")))
        .isEqualTo(said().setManual(ManualTrigger.getDefaultInstance()).build());
    assertThat(
            trigger(TaskGroup.of("g", "j", new Trigger.Dynamic(Duration.ZERO, Optional.of(FIVE)))))
        .isEqualTo(said().setDynamic(DynamicTrigger.newBuilder().setFirstAtMs(5)).build());
    assertThat(trigger(TaskGroup.dynamic("g", "j", SECOND)).getDynamic().getFallbackMs())
        .isEqualTo(1_000);
  }

  @Test
  void part_of_a_day_is_declared_in_seconds_and_numbers_of_days() {
    Trigger daily =
        new Trigger.Daily(
            Duration.ofMinutes(10),
            LocalTime.of(9, 0),
            LocalTime.of(17, 30, 15),
            Set.of(DayOfWeek.SUNDAY, DayOfWeek.MONDAY),
            ZoneOffset.UTC);

    assertThat(trigger(TaskGroup.of("g", "j", daily)))
        .isEqualTo(
            said()
                .setDaily(
                    DailyTrigger.newBuilder()
                        .setEveryMs(600_000)
                        .setFromSecond(32_400)
                        .setToSecond(63_015)
                        .addWeekdays(1)
                        .addWeekdays(7)
                        .setZone("UTC"))
                .build());
    assertThat(
            trigger(
                    TaskGroup.daily(
                        "g", "j", SECOND, LocalTime.MIN, LocalTime.NOON, ZoneId.of("Asia/Tokyo")))
                .getDaily()
                .getWeekdaysList())
        .isEmpty();
  }

  @Test
  void interval_is_counted_from_its_first_instant_or_else_from_the_start_of_its_bounds() {
    assertThat(trigger(TaskGroup.fixedRate("g", "j", SECOND)).getInterval())
        .isEqualTo(
            IntervalTrigger.newBuilder()
                .setEveryMs(1_000)
                .setMode(IntervalTrigger.Mode.FIXED_RATE)
                .build());
    assertThat(trigger(TaskGroup.fixedDelay("g", "j", SECOND)).getInterval().getMode())
        .isEqualTo(IntervalTrigger.Mode.FIXED_DELAY);
    assertThat(
            trigger(TaskGroup.fixedRate("g", "j", SECOND).withBounds(Bounds.NONE.withStart(FIVE)))
                .getInterval()
                .getStartAtMs())
        .isEqualTo(5);
    assertThat(
            trigger(
                    TaskGroup.of(
                            "g",
                            "j",
                            new Trigger.FixedDelay(SECOND, Optional.of(Instant.ofEpochMilli(3))))
                        .withBounds(Bounds.NONE.withStart(FIVE)))
                .getInterval()
                .getStartAtMs())
        .isEqualTo(3);
  }

  @Test
  void every_policy_can_be_declared() {
    // given
    TaskPolicies policies =
        TaskPolicies.DEFAULT
            .withRetries(
                Retries.upTo(5)
                    .withExponentialDelay(SECOND, Duration.ofMinutes(1))
                    .withJitterPercent(20)
                    .withOn(Retries.End.LOST, Retries.End.FAILED)
                    .withElsewhere())
            .withTimeouts(
                Timeouts.NONE
                    .withDispatch(Duration.ofMillis(1))
                    .withRun(Duration.ofMillis(2))
                    .withProgress(Duration.ofMillis(3))
                    .withClient(Duration.ofMillis(4))
                    .withFinish(Duration.ofMillis(5)))
            .withMisfire(Misfire.fireAll(7).withWindow(Duration.ofDays(1)))
            .withOverlap(Overlap.bufferAll(8))
            .withLease(Duration.ofSeconds(20))
            .withPriority(-3)
            .withRouting(
                new Routing(Routing.By.CONSISTENT_HASH, "customer", "c1", Map.of(), 4)
                    .on("zone", "eu")
                    .on("gpu", "yes"));

    // when then
    assertThat(new DeclaredPolicies(policies).message())
        .isEqualTo(
            Policies.newBuilder()
                .setMaxTries(5)
                .setRetryDelayMs(1_000)
                .setRetryBackoff(Policies.Backoff.EXPONENTIAL)
                .setRetryMaxDelayMs(60_000)
                .setRetryJitterPercent(20)
                .addRetryOn(Policies.End.END_FAILED)
                .addRetryOn(Policies.End.END_LOST)
                .setRetryElsewhere(true)
                .setDispatchTimeoutMs(1)
                .setRunTimeoutMs(2)
                .setProgressTimeoutMs(3)
                .setClientWaitMs(4)
                .setFinishWithinMs(5)
                .setMisfire(Policies.Misfire.FIRE_ALL)
                .setMisfireLimit(7)
                .setMisfireWindowMs(86_400_000)
                .setOverlap(Policies.Overlap.BUFFER_ALL)
                .setOverlapLimit(8)
                .setLeaseMs(20_000)
                .setPriority(-3)
                .setRoute(Policies.Route.CONSISTENT_HASH)
                .setRouteKey("customer")
                .setRouteClient("c1")
                .setShards(4)
                .addRouteLabels("gpu=yes")
                .addRouteLabels("zone=eu")
                .build());
  }

  @Test
  void every_deed_has_its_own_word_in_the_contract() {
    for (Overlap.Deed deed : Overlap.Deed.values()) {
      assertThat(said(TaskPolicies.DEFAULT.withOverlap(new Overlap(deed, 0))).getOverlap().name())
          .isEqualTo(deed == Overlap.Deed.SKIP ? "OVERLAP_SKIP" : deed.name());
    }
    for (Misfire.Deed deed : Misfire.Deed.values()) {
      Misfire misfire = new Misfire(deed, Duration.ZERO, 0);
      assertThat(said(TaskPolicies.DEFAULT.withMisfire(misfire)).getMisfire().name())
          .isEqualTo(deed == Misfire.Deed.SKIP ? "MISFIRE_SKIP" : deed.name());
    }
    for (Routing.By by : Routing.By.values()) {
      assertThat(said(TaskPolicies.DEFAULT.withRouting(Routing.by(by))).getRoute().name())
          .isEqualTo(by.name());
    }
    for (Retries.End end : Retries.End.values()) {
      Retries retries = Retries.upTo(2).withDelay(SECOND).withOn(end);
      assertThat(said(TaskPolicies.DEFAULT.withRetries(retries)).getRetryOn(0).name())
          .isEqualTo("END_" + end.name());
    }
  }

  private static Policies said(TaskPolicies policies) {
    return new DeclaredPolicies(policies).message();
  }

  @Test
  void what_can_never_be_due_is_refused_with_field_value_and_rule() {
    assertThatThrownBy(() -> Bounds.NONE.withStart(FIVE).withEnd(FIVE))
        .hasMessage("bounds.end '1970-01-01T00:00:00.005Z' must be after bounds.start");
    assertThatThrownBy(() -> Bounds.NONE.withJitter(Duration.ofHours(25)))
        .hasMessage("bounds.jitter 'PT25H' must be at most a day");
    assertThatThrownBy(() -> Bounds.NONE.withCalendar("a b"))
        .hasMessage("bounds.calendar 'a b' must match [A-Za-z0-9._-]{1,128}");
    assertThatThrownBy(() -> TaskGroup.manual("g", "j").withBounds(Bounds.NONE.withMaxRuns(1)))
        .hasMessageStartingWith("group.bounds '")
        .hasMessageEndingWith("must be none with a manual trigger");
    assertThatThrownBy(() -> TaskGroup.moments("g", "j", List.of()))
        .hasMessage("trigger.at.size 0 must be from 1 to 1000");
    assertThatThrownBy(
            () -> TaskGroup.daily("g", "j", SECOND, LocalTime.NOON, LocalTime.MIN, ZoneOffset.UTC))
        .hasMessage("trigger.to '00:00' must not be before trigger.from");
    assertThatThrownBy(
            () ->
                TaskGroup.daily(
                    "g",
                    "j",
                    Duration.ofMillis(1_500),
                    LocalTime.MIN,
                    LocalTime.NOON,
                    ZoneOffset.UTC))
        .hasMessage("trigger.every 'PT1.5S' must be whole seconds");
  }

  @Test
  void policies_out_of_range_are_refused_with_field_value_and_rule() {
    assertThatThrownBy(() -> Retries.upTo(101))
        .hasMessage("policies.retries.maxTries 101 must be from 1 to 100");
    assertThatThrownBy(() -> Retries.NONE.withJitterPercent(101))
        .hasMessage("policies.retries.jitterPercent 101 must be from 0 to 100");
    assertThatThrownBy(() -> Overlap.allowAll(1_001))
        .hasMessage("policies.overlap.limit 1001 must be from 0 to 1000");
    assertThatThrownBy(() -> Misfire.fireAll(-1))
        .hasMessage("policies.misfire.limit -1 must be from 0 to 1000");
    assertThatThrownBy(() -> Timeouts.NONE.withRun(Duration.ofMillis(-1)))
        .hasMessage("policies.timeouts.run PT-0.001S must be at least PT0S");
    assertThatThrownBy(() -> TaskPolicies.DEFAULT.withPriority(101))
        .hasMessage("policies.priority 101 must be from -100 to 100");
  }
}
