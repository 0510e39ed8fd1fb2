package io.fss.scheduler;

import java.time.Duration;

/**
 * How often the sweep looks.
 *
 * @param beat at whose multiples every step has its turn; at least a millisecond
 * @param seldom after how many beats what is hardly ever found is looked for
 * @param upkeep after how many beats the tables are looked after
 */
record Pace(Duration beat, int seldom, int upkeep) {
  /** Often enough to stand in for an alarm that is silent, seldom enough to cost nothing. */
  static final Pace USUAL = new Pace(Duration.ofMillis(500), 20, 20);
}
