package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static io.fss.kernel.Await.until;
import static io.fss.scheduler.Triggers.at;
import static io.fss.scheduler.Triggers.calendar;
import static io.fss.scheduler.Triggers.day;
import static io.fss.scheduler.Triggers.days;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.CalendarDeleteRequest;
import io.fss.proto.bus.v1.CalendarInfo;
import io.fss.proto.bus.v1.CalendarListRequest;
import io.fss.proto.bus.v1.CalendarPutRequest;
import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.bus.v1.Done;
import io.fss.proto.bus.v1.GroupControlRequest.Deed;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Trigger;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** It is Friday, 2026-01-02T03:04:05Z. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class CalendarsTest {
  private static final Trigger AT_NINE =
      Specs.cron("0 0 9 * * ?", "").toBuilder().setCalendar("work").build();

  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
    fss.registry.online("c1", 50, "bill");
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private Future<CalendarInfo> tryToPut(CalendarSpec.Builder spec, long version) {
    return fss.bus.request(
        Channels.CALENDAR_PUT,
        CalendarPutRequest.newBuilder().setSpec(spec).setVersion(version).build());
  }

  private CalendarInfo put(CalendarSpec.Builder spec, long version) {
    return await(tryToPut(spec, version));
  }

  private Future<Done> delete(String name) {
    return fss.bus.request(
        Channels.CALENDAR_DELETE,
        CalendarDeleteRequest.newBuilder().setNamespace("default").setName(name).build());
  }

  private List<CalendarInfo> list(String namespace, String name) {
    return await(
            fss.bus.request(
                Channels.CALENDAR_LIST,
                CalendarListRequest.newBuilder().setNamespace(namespace).setName(name).build()))
        .getCalendarsList();
  }

  private static Refusal.Kind kindOf(Future<?> future) {
    return ((Refusal) failure(future)).kind();
  }

  /** Waits until the group's next task is due then. */
  private TaskInfo awaitNext(GroupInfo group, String instant) {
    long due = at(instant);
    until(
        "due at "
            + instant
            + ": "
            + Instant.ofEpochMilli(fss.group(group.getId()).getNextRunAtMs()),
        () -> fss.group(group.getId()).getNextRunAtMs() == due);
    List<TaskInfo> waiting = fss.tasks(group, TaskStatus.WAITING);
    assertThat(waiting)
        .extracting(TaskInfo::getId, TaskInfo::getDueAtMs)
        .containsExactly(tuple(fss.group(group.getId()).getNextTaskId(), due));
    return waiting.get(0);
  }

  @Test
  void a_calendar_is_created_once_and_changed_by_who_knows_its_version() {
    CalendarInfo first = put(calendar().setDescription("one"), 0);
    assertThat(first.getVersion()).isEqualTo(1);
    assertThat(first.getUpdatedAtMs()).isEqualTo(fss.now());

    assertThat(kindOf(tryToPut(calendar(), 0))).isEqualTo(Refusal.Kind.CONFLICT);
    CalendarInfo second = put(calendar().setDescription("two").addExcluded(day("12-25")), 1);
    assertThat(kindOf(tryToPut(calendar(), 1))).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(kindOf(tryToPut(calendar().setName("other"), 1))).isEqualTo(Refusal.Kind.CONFLICT);

    assertThat(second.getVersion()).isEqualTo(2);
    assertThat(second.getSpec())
        .isEqualTo(calendar().setDescription("two").addExcluded(day("12-25")).build());
    assertThat(list("default", "work")).containsExactly(second);
  }

  @Test
  void a_calendar_that_breaks_a_rule_is_refused_with_the_field() {
    Refusal refusal = (Refusal) failure(tryToPut(calendar().addExcluded(day("2026-02-30")), 0));

    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INVALID);
    assertThat(refusal.violations().get(0).getField()).isEqualTo("excluded");
    assertThat(list("", "")).isEmpty();
  }

  @Test
  void calendars_are_listed_by_namespace_and_name_with_how_many_groups_refer_to_them() {
    put(calendar().setName("b"), 0);
    put(calendar().setName("a"), 0);
    put(calendar().setNamespace("other").setName("b"), 0);
    Trigger trigger = AT_NINE.toBuilder().setCalendar("b").build();
    fss.create(Specs.group("one", trigger));
    fss.create(Specs.group("two", trigger));

    assertThat(list("", ""))
        .extracting(
            one -> one.getSpec().getNamespace(),
            one -> one.getSpec().getName(),
            CalendarInfo::getGroups)
        .containsExactly(
            tuple("default", "a", 0L), tuple("default", "b", 2L), tuple("other", "b", 0L));
    assertThat(list("default", "")).hasSize(2);
    assertThat(list("other", "a")).isEmpty();
  }

  @Test
  void a_calendar_is_deleted_only_when_no_group_refers_to_it() {
    put(calendar(), 0);
    List<GroupInfo> groups = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      groups.add(fss.create(Specs.group("g" + i, AT_NINE)));
    }

    Refusal refusal = (Refusal) failure(delete("work"));

    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(refusal).hasMessageContaining("7 groups").hasMessageContaining("g0, g1, g2, g3, g4");
    groups.forEach(group -> await(fss.tryTo(Deed.DELETE, group)));
    await(delete("work"));
    assertThat(list("", "")).isEmpty();
    assertThat(kindOf(delete("work"))).isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void a_group_cannot_be_written_with_a_calendar_that_was_deleted_meanwhile() {
    GroupSpec spec = Specs.group("g", AT_NINE).setNamespace("default").build();
    CalendarHold hold = new CalendarHold(fss.tables().dialect());

    assertThat(kindOf(fss.tables().transact("group", tx -> hold.hold(tx, List.of(spec)))))
        .isEqualTo(Refusal.Kind.CONFLICT);
  }

  @Test
  void a_day_that_is_closed_and_opened_again_moves_what_waits_there_and_back() {
    put(calendar(), 0);
    GroupInfo group = fss.create(Specs.group("g", AT_NINE));
    GroupInfo other = fss.create(Specs.group("other", AT_NINE.toBuilder().clearCalendar().build()));
    TaskInfo first = awaitNext(group, "2026-01-02T09:00:00Z");

    put(calendar().addExcluded(days("2026-01-02", "2026-01-04")), 1);
    TaskInfo moved = awaitNext(group, "2026-01-05T09:00:00Z");
    put(calendar().addExcluded(days("2026-01-03", "2026-01-04")), 2);
    TaskInfo back = awaitNext(group, "2026-01-02T09:00:00Z");

    assertThat(List.of(first.getId(), moved.getId(), back.getId())).doesNotHaveDuplicates();
    assertThat(fss.group(group.getId()).getVersion()).isEqualTo(group.getVersion());
    assertThat(fss.group(other.getId()).getNextTaskId()).isEqualTo(other.getNextTaskId());
    fss.passTo(at("2026-01-02T09:00:00Z"));
    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);
    assertThat(sent.task()).isEqualTo(back.getId());
    fss.client.succeeds(sent);
    awaitNext(group, "2026-01-05T09:00:00Z");
    assertThat(fss.tasks(group)).hasSize(2);
  }

  @Test
  void a_task_whose_day_stays_open_stays_as_it_is() {
    put(calendar(), 0);
    GroupInfo group = fss.create(Specs.group("g", AT_NINE));

    put(calendar().addExcluded(day("12-25")), 1);
    until("copied", () -> fss.count("task_group WHERE calendar_version = 2") == 1);

    assertThat(fss.tasks(group)).extracting(TaskInfo::getId).containsExactly(group.getNextTaskId());
  }

  @Test
  void a_beat_that_was_not_said_goes_on_behind_the_closed_days_and_comes_back() {
    put(calendar(), 0);
    GroupInfo group =
        fss.create(
            Specs.group("g", Specs.rate(3_600_000, 0).toBuilder().setCalendar("work").build()));
    fss.client.succeeds(fss.edge.awaitNth("g", 1));
    awaitNext(group, "2026-01-02T04:04:05Z");

    put(calendar().addExcluded(day("2026-01-02")), 1);
    awaitNext(group, "2026-01-03T00:04:05Z");
    put(calendar(), 2);

    awaitNext(group, "2026-01-02T04:04:05Z");
  }

  @Test
  void what_follows_the_end_of_a_task_is_moved_to_the_next_open_day() {
    put(calendar(), 0);
    GroupInfo group =
        fss.create(
            Specs.group("g", Specs.delay(3_600_000, 0).toBuilder().setCalendar("work").build()));
    FakeEdge.Sent running = fss.edge.awaitNth("g", 1);
    put(calendar().setDescription("while it runs nothing is planned"), 1);
    until("copied", () -> fss.count("task_group WHERE calendar_version = 2") == 1);
    fss.client.succeeds(running);
    awaitNext(group, "2026-01-02T04:04:05Z");

    put(calendar().addExcluded(day("2026-01-02")), 2);

    awaitNext(group, "2026-01-03T00:00:00Z");
  }

  @Test
  void a_group_that_rests_because_all_its_days_were_closed_wakes_when_one_is_opened() {
    put(calendar(), 0);
    Trigger trigger = AT_NINE.toBuilder().setEndAtMs(at("2026-01-04T00:00:00Z")).build();
    GroupInfo group = fss.create(Specs.group("g", trigger));
    put(calendar().addExcluded(days("2026-01-01", "2026-01-10")), 1);
    until("it rests", () -> fss.group(group.getId()).getNextTaskId() == 0);
    assertThat(fss.tasks(group)).isEmpty();

    put(calendar().addExcluded(day("2026-01-02")), 2);

    awaitNext(group, "2026-01-03T09:00:00Z");
    assertThat(fss.count("task_group WHERE automatic = 1")).isEqualTo(1);
  }

  @Test
  void a_disabled_group_gets_the_copy_and_no_task() {
    put(calendar(), 0);
    GroupInfo group = fss.disable(fss.create(Specs.group("g", AT_NINE)));

    put(calendar().addExcluded(day("2026-01-02")), 1);
    until("copied", () -> fss.count("task_group WHERE calendar_version = 2") == 1);

    assertThat(fss.tasks(group)).isEmpty();
    fss.enable(group);
    awaitNext(group, "2026-01-03T09:00:00Z");
  }

  @Test
  void copies_that_a_crash_left_old_are_renewed_by_whoever_comes_next() {
    put(calendar(), 0);
    List<GroupInfo> groups = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      groups.add(fss.create(Specs.group("g" + i, AT_NINE)));
    }
    fss.write("UPDATE calendar SET version = 2, spec = '{\"excluded\":[\"2026-01-02\"]}'");

    fss.stop().startWithUpkeep();

    groups.forEach(group -> awaitNext(group, "2026-01-03T09:00:00Z"));
    fss.pass(Duration.ofDays(1).plusHours(6));
    assertThat(fss.edge.awaitSent("g49", 1)).hasSize(1);
  }
}
