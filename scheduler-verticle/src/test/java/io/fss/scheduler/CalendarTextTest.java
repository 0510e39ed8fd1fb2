package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.bus.v1.CalendarSpec;
import org.junit.jupiter.api.Test;

class CalendarTextTest {
  @Test
  void a_calendar_is_read_as_it_was_written_but_for_its_name() {
    CalendarSpec calendar =
        Triggers.workdays()
            .setDescription("when \"we\" work")
            .setZone("Europe/Berlin")
            .addExcluded(Triggers.day("12-24"))
            .addExcluded(Triggers.days("2026-12-24", "2027-01-01"))
            .addIncluded(Triggers.days("12-30", "01-02"))
            .build();

    assertThat(CalendarText.decode(CalendarText.encode(calendar)))
        .isEqualTo(calendar.toBuilder().clearNamespace().clearName().build());
  }

  @Test
  void what_is_not_said_is_not_stored() {
    assertThat(CalendarText.encode(Triggers.calendar().build())).isEqualTo("{}");
    assertThat(CalendarText.encode(Triggers.workdays().build()))
        .isEqualTo("{\"weekdays\":[1,2,3,4,5]}");
    assertThat(CalendarText.decode("{}")).isEqualTo(CalendarSpec.getDefaultInstance());
    assertThat(CalendarText.decode("")).isEqualTo(CalendarSpec.getDefaultInstance());
  }
}
