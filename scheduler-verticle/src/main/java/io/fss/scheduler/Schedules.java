package io.fss.scheduler;

import io.fss.proto.v1.Trigger;

/** The meaning of stored triggers; those in use are kept, because every booking asks. */
final class Schedules {
  private static final int KEPT = 1_000;
  private static final Recent<Stored, Timing> RECENT = new Recent<>(KEPT, Schedules::read);

  private Schedules() {}

  private record Stored(String trigger, String calendar) {}

  /**
   * What a stored trigger means.
   *
   * @param calendar text of its calendar; null or empty means that every day is open
   */
  static Timing of(String trigger, String calendar) {
    return RECENT.of(new Stored(trigger, calendar == null ? "" : calendar));
  }

  private static Timing read(Stored stored) {
    Trigger trigger = TriggerText.decode(stored.trigger());
    return new Timing(
        trigger,
        TriggerText.schedule(
            trigger, stored.calendar().isEmpty() ? null : CalendarText.decode(stored.calendar())));
  }
}
