package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static io.fss.scheduler.Triggers.at;
import static io.fss.scheduler.Triggers.calendar;
import static io.fss.scheduler.Triggers.days;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.CalendarPutRequest;
import io.fss.proto.bus.v1.Moment;
import io.fss.proto.bus.v1.PreviewReply;
import io.fss.proto.bus.v1.PreviewRequest;
import io.fss.proto.v1.Trigger;
import io.vertx.core.Future;
import java.nio.file.Path;
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
class PreviewServiceTest {
  private static final Trigger AT_NINE =
      Specs.cron("0 0 9 * * ?", "").toBuilder().setCalendar("work").build();

  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private Future<PreviewReply> preview(PreviewRequest.Builder request) {
    return fss.bus.request(Channels.GROUP_PREVIEW, request.build());
  }

  @Test
  void the_calendar_is_the_one_that_is_stored_and_nothing_else_is() {
    await(
        fss.bus.request(
            Channels.CALENDAR_PUT,
            CalendarPutRequest.newBuilder()
                .setSpec(calendar().addExcluded(days("2026-01-02", "2026-01-06")))
                .build()));

    PreviewReply reply =
        await(preview(PreviewRequest.newBuilder().setTrigger(AT_NINE).setCount(2)));

    assertThat(reply.getMomentsList())
        .extracting(Moment::getPlannedAtMs)
        .containsExactly(at("2026-01-07T09:00:00Z"), at("2026-01-08T09:00:00Z"));
    assertThat(fss.count("task_group")).isZero();
  }

  @Test
  void a_calendar_that_is_not_there_is_refused() {
    Refusal refusal =
        (Refusal)
            failure(preview(PreviewRequest.newBuilder().setTrigger(AT_NINE).setNamespace("team")));

    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INVALID);
    assertThat(refusal.violations().get(0).getField()).isEqualTo("trigger.calendar");
    assertThat(refusal).hasMessageContaining("namespace team");
  }

  @Test
  void what_a_group_of_that_name_would_do_is_what_it_does_when_it_is_created() {
    Trigger trigger = Specs.cron("0 */5 * * * ?", "").toBuilder().setJitterMs(60_000).build();

    PreviewReply reply =
        await(preview(PreviewRequest.newBuilder().setTrigger(trigger).setGroup("g").setCount(1)));

    assertThat(fss.create(Specs.group("g", trigger)).getNextRunAtMs())
        .isEqualTo(reply.getMoments(0).getDueAtMs());
  }
}
