package io.fss.scheduler;

/** What a field of a cron expression counts. Weekdays are counted from Sunday, which is 0. */
enum CronUnit {
  SECOND("seconds", 0, 59),
  MINUTE("minutes", 0, 59),
  HOUR("hours", 0, 23),
  DAY("day of month", 1, 31),
  MONTH("month", 1, 12),
  WEEKDAY("day of week", 0, 6),
  YEAR("year", 1970, 2199);

  /** The name of the field in a message. */
  final String field;

  final int least;
  final int most;

  CronUnit(String field, int least, int most) {
    this.field = field;
    this.least = least;
    this.most = most;
  }

  /** A value within the bounds, for one that ran over them: the month after December is January. */
  int wrap(int value) {
    return least + Math.floorMod(value - least, most - least + 1);
  }
}
