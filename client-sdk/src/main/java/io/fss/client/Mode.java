package io.fss.client;

/** How the platform's commands reach the client. */
public enum Mode {
  /**
   * The platform calls the client where it can; where it cannot, commands come over a stream that
   * the client opens, and a warning says why.
   */
  AUTO,
  /** The client listens, and the platform calls it. */
  DIRECT,
  /** The client opens one outbound stream; nothing listens. */
  STREAM
}
