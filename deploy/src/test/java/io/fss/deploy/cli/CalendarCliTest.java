package io.fss.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CalendarCliTest extends CliFixture {
  private static final String CALENDAR =
      """
      {'namespace':'shop','name':'holidays','zone':'Europe/Berlin',
       'weekdays':['monday','friday'],'excluded':[{'first':'12-24','last':'12-26'}],
       'included':[{'first':'2026-12-25'}],'version':3,'groups':2}
      """;

  @Test
  void a_new_calendar_is_sent_without_a_version() {
    api.on("GET /calendars?namespace=default", 200, page(CALENDAR.replace("holidays", "x"), "null"))
        .on("PUT /calendars/default/holidays", 201, CALENDAR);

    int code =
        fss(
            "calendar",
            "put",
            "holidays",
            "--weekdays=monday,friday",
            "--exclude=12-24..12-26,2026-05-01",
            "--include=2026-12-25",
            "--zone=Europe/Berlin",
            "--description=closed");

    assertThat(code).as(err.toString()).isZero();
    assertThat(lines()).containsExactly("Stored holidays");
    assertThat(api.tags).isEmpty();
    assertThat(sent("PUT /calendars/default/holidays"))
        .isEqualTo(
            json(
                """
                {'description':'closed','zone':'Europe/Berlin','weekdays':['monday','friday'],
                 'excluded':[{'first':'12-24','last':'12-26'},{'first':'2026-05-01'}],
                 'included':[{'first':'2026-12-25'}]}
                """));
  }

  @Test
  void a_calendar_that_is_there_is_replaced_at_its_version() {
    api.on("GET /calendars?namespace=shop", 200, page(CALENDAR, "null"))
        .on("PUT /calendars/shop/holidays", 200, CALENDAR);

    assertThat(fss("calendar", "put", "holidays", "--namespace", "shop")).isZero();

    assertThat(api.tags).containsExactly("\"3\"");
    assertThat(sent("PUT /calendars/shop/holidays"))
        .isEqualTo(json("{'excluded':[],'included':[]}"));
  }

  @Test
  void calendars_are_listed_shown_and_deleted() {
    api.on("GET /calendars", 200, page(CALENDAR, "null"))
        .on("GET /calendars/shop/holidays", 200, CALENDAR)
        .on("DELETE /calendars/shop/holidays", 204, "");

    assertThat(fss("calendar", "list")).isZero();
    assertThat(fss("calendar", "show", "holidays", "--namespace", "shop")).isZero();
    assertThat(fss("calendar", "delete", "holidays", "--namespace", "shop")).isZero();

    assertThat(lines())
        .containsExactly(
            "NAMESPACE  NAME      ZONE           GROUPS  UPDATED  DESCRIPTION",
            "shop       holidays  Europe/Berlin  2       -        -",
            "namespace  shop",
            "name       holidays",
            "zone       Europe/Berlin",
            "version    3",
            "groups     2",
            "",
            "Open on monday, friday",
            "",
            "EXCLUDED  LAST DAY",
            "12-24     12-26",
            "",
            "INCLUDED    LAST DAY",
            "2026-12-25  -",
            "Deleted holidays");
  }
}
