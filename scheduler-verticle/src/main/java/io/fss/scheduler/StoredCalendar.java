package io.fss.scheduler;

/**
 * A calendar as groups carry a copy of it.
 *
 * @param spec its text, see {@link CalendarText}; empty where there is none
 */
record StoredCalendar(String spec, long version) {
  static final StoredCalendar NONE = new StoredCalendar("", 0);
}
