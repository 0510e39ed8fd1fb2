package io.fss.scheduler;

/** Why the lateness of a task is not a misfire; the numbers are stored. */
final class Excuse {
  static final int NONE = 0;

  /** It waited for a client or for its predecessor. */
  static final int WAITED = 1;

  /** It was planned late on purpose, in order to make up for a moment that had passed. */
  static final int MAKES_UP = 2;

  private Excuse() {}
}
