package io.fss.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.CalendarDeleteRequest;
import io.fss.proto.bus.v1.CalendarInfo;
import io.fss.proto.bus.v1.CalendarList;
import io.fss.proto.bus.v1.CalendarListRequest;
import io.fss.proto.bus.v1.CalendarPutRequest;
import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.bus.v1.DateRange;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalendarsApiTest {
  private static final String PATH = "/api/v1/calendars/shop/holidays";
  private static final CalendarInfo CALENDAR =
      CalendarInfo.newBuilder()
          .setSpec(
              CalendarSpec.newBuilder()
                  .setNamespace("shop")
                  .setName("holidays")
                  .setZone("Europe/Berlin")
                  .addWeekdays(1)
                  .addWeekdays(5)
                  .addExcluded(DateRange.newBuilder().setFirst("12-24").setLast("12-26"))
                  .addIncluded(DateRange.newBuilder().setFirst("2026-12-25")))
          .setVersion(3)
          .setUpdatedAtMs(1_767_225_600_000L)
          .setGroups(2)
          .build();
  private static final String BODY =
      """
      {"zone":"Europe/Berlin","weekdays":["monday","friday"],
       "excluded":[{"first":"12-24","last":"12-26"}],"included":[{"first":"2026-12-25"}]}
      """;

  @TempDir static Path folder;
  private static RunningConsole console;

  @BeforeAll
  static void start() {
    console = RunningConsole.start(folder);
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @BeforeEach
  void forget() {
    console.parts.forget();
  }

  private static void existing(CalendarInfo calendar) {
    console.parts.answer(
        Channels.CALENDAR_LIST, CalendarList.newBuilder().addCalendars(calendar).build());
  }

  @Test
  void a_calendar_is_shown_with_its_version_as_etag() {
    existing(CALENDAR);

    Reply reply = console.get(PATH);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("ETag")).isEqualTo("\"3\"");
    assertThat(reply.json())
        .isEqualTo(
            new JsonObject(BODY)
                .mergeIn(
                    new JsonObject(
                        """
                        {"namespace":"shop","name":"holidays","version":3,
                         "updatedAt":"2026-01-01T00:00:00.000Z","groups":2}
                        """)));
    assertThat(console.parts.asked(Channels.CALENDAR_LIST))
        .isEqualTo(
            CalendarListRequest.newBuilder().setNamespace("shop").setName("holidays").build());
  }

  @Test
  void a_calendar_that_is_not_there_is_404() {
    Reply reply = console.get(PATH);

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.json().getString("detail")).isEqualTo("there is no calendar shop/holidays");
  }

  @Test
  void calendars_are_listed_by_namespace() {
    existing(CALENDAR);

    Reply reply = console.get("/api/v1/calendars?namespace=shop");

    assertThat(reply.json().getJsonArray("items")).hasSize(1);
    assertThat(console.parts.asked(Channels.CALENDAR_LIST))
        .isEqualTo(CalendarListRequest.newBuilder().setNamespace("shop").build());
  }

  @Test
  void a_new_calendar_is_201_and_reaches_the_scheduler_as_it_was_described() {
    console.parts.answer(Channels.CALENDAR_PUT, CALENDAR);

    Reply reply = console.put(PATH, BODY);

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header("ETag")).isEqualTo("\"3\"");
    assertThat(console.parts.asked(Channels.CALENDAR_PUT))
        .isEqualTo(CalendarPutRequest.newBuilder().setSpec(CALENDAR.getSpec()).build());
  }

  @Test
  void a_replacement_carries_the_version_it_was_made_on() {
    console.parts.answer(Channels.CALENDAR_PUT, CALENDAR.toBuilder().setVersion(4).build());

    Reply reply = console.put(PATH, "\"3\"", "{}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("ETag")).isEqualTo("\"4\"");
    assertThat(console.parts.asked(Channels.CALENDAR_PUT).getVersion()).isEqualTo(3);
  }

  @Test
  void a_calendar_that_is_there_already_is_428_without_its_version() {
    console.parts.refuse(Channels.CALENDAR_PUT, Refusal.conflict("it exists"));
    existing(CALENDAR);

    Reply reply = console.put(PATH, BODY);

    assertThat(reply.status()).isEqualTo(428);
    assertThat(reply.json().getString("detail")).endsWith("which is \"3\" now");
  }

  @Test
  void a_replacement_of_a_version_that_is_no_more_is_412() {
    console.parts.refuse(Channels.CALENDAR_PUT, Refusal.conflict("stale"));
    Reply gone = console.put(PATH, "\"2\"", BODY);
    existing(CALENDAR);
    Reply stale = console.put(PATH, "\"2\"", BODY);

    assertThat(gone.status()).isEqualTo(412);
    assertThat(gone.json().getString("detail")).endsWith("it is gone");
    assertThat(stale.status()).isEqualTo(412);
    assertThat(stale.json().getString("detail")).endsWith("its ETag is \"3\" now");
  }

  @Test
  void a_conflict_that_is_not_about_the_version_is_409() {
    console.parts.refuse(Channels.CALENDAR_PUT, Refusal.conflict("too many calendars"));
    existing(CALENDAR);

    assertThat(console.put(PATH, "\"3\"", BODY).status()).isEqualTo(409);
  }

  @Test
  void days_that_are_none_are_400() {
    Reply reply =
        console.put(
            PATH,
            "{\"excluded\":[{\"first\":\"24.12.\"},{\"last\":\"12-26\"}],\"weekdays\":[\"mon\"]}");

    assertThat(reply.violations())
        .anyMatch(each -> each.startsWith("excluded.0.first|24.12.|must match "))
        .contains("excluded.1.first||is required")
        .anyMatch(each -> each.startsWith("weekdays.0|mon|must be one of [\"monday\""));
  }

  @Test
  void a_calendar_is_deleted_unless_groups_refer_to_it() {
    assertThat(console.delete(PATH).status()).isEqualTo(204);
    assertThat(console.parts.asked(Channels.CALENDAR_DELETE))
        .isEqualTo(
            CalendarDeleteRequest.newBuilder().setNamespace("shop").setName("holidays").build());

    console.parts.refuse(Channels.CALENDAR_DELETE, Refusal.conflict("2 groups refer to it"));
    Reply used = console.delete(PATH);
    assertThat(used.status()).isEqualTo(409);
    assertThat(used.json().getString("detail")).isEqualTo("2 groups refer to it");
  }
}
