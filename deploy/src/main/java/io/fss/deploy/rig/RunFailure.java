package io.fss.deploy.rig;

import java.util.List;

/** A run that cannot go on; the message says why. */
public final class RunFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<String> log;

  public RunFailure(String message) {
    this(message, List.of());
  }

  /** With the last lines of whoever is the reason. */
  public RunFailure(String message, List<String> log) {
    super(message);
    this.log = List.copyOf(log);
  }

  public RunFailure(String message, Throwable cause) {
    super(message, cause);
    this.log = List.of();
  }

  /** What the reason said last; empty where that is not known. */
  public List<String> log() {
    return log;
  }
}
