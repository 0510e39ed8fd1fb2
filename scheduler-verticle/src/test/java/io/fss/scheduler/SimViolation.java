package io.fss.scheduler;

/** An invariant that did not hold, and so the end of a simulated history. */
final class SimViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SimViolation(String what, Throwable cause) {
    super(what, cause);
  }
}
