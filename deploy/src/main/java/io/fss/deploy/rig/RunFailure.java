package io.fss.deploy.rig;

/** A run that cannot go on; the message says why. */
public final class RunFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RunFailure(String message) {
    super(message);
  }

  public RunFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
