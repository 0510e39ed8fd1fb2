package io.fss.scheduler;

/**
 * One part of the list in a field, such as {@code 8-18/2}.
 *
 * @param from the first value, where the shape has one; of {@link Shape#LAST} how many days before
 * @param to the last value, which runs over the bounds of its unit where a range wraps round; of
 *     {@link Shape#NTH} which one of the month
 * @param step at least 1
 */
record CronPart(Shape shape, int from, int to, int step) {

  /** What a part looks like. */
  enum Shape {
    /** {@code ?}: this field says nothing. */
    OPEN,
    /** A wildcard, with a step or without. */
    ALL,
    /** A value, or a range of values with a step. */
    SPAN,
    /** {@code L} and {@code L-3}: a day counted from the end of the month. */
    LAST,
    /** {@code 15W}: the working day nearest to a day, within its month. */
    NEAREST,
    /** {@code LW}: the last working day of the month. */
    LAST_WORKING,
    /** {@code 6L}: the last such weekday of the month. */
    LAST_WEEKDAY,
    /** {@code 6#3}: the third such weekday of the month. */
    NTH
  }

  CronPart {
    if (step < 1) {
      throw new IllegalArgumentException("cron part step %d must be at least 1".formatted(step));
    }
  }

  static CronPart of(Shape shape) {
    return of(shape, 0);
  }

  static CronPart of(Shape shape, int value) {
    return new CronPart(shape, value, value, 1);
  }

  /** Whether it stands for exactly one value. */
  boolean single() {
    return shape == Shape.SPAN && from == to;
  }

  /** Whether it names every value of the unit, or every n-th counted from the first. */
  boolean goesRound(CronUnit unit) {
    boolean open = shape == Shape.SPAN && from == unit.least && to == unit.most;
    return shape == Shape.ALL || open;
  }
}
