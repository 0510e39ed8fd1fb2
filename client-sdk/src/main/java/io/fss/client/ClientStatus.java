package io.fss.client;

import java.time.Duration;

/**
 * How a client stands at one moment; for health checks and metrics.
 *
 * @param registered whether the client has a session; false before the first registration, while it
 *     registers again and after it left
 * @param closing whether it takes no more work
 * @param running attempts that hold a slot
 * @param waiting those of them whose job has not been entered: they wait for a thread or for their
 *     moment
 * @param capacity attempts that may run at one time
 * @param unacknowledged ends that the platform has not acknowledged yet
 * @param logLines log lines that it has not acknowledged yet
 * @param logLinesDropped log lines that found no room since the start
 * @param heartbeats heartbeats that it acknowledged since the start
 * @param silence how long ago the last acknowledged heartbeat was sent; zero before the first
 *     registration
 */
public record ClientStatus(
    boolean registered,
    boolean closing,
    int running,
    int waiting,
    int capacity,
    int unacknowledged,
    int logLines,
    long logLinesDropped,
    long heartbeats,
    Duration silence) {
  private static final Duration OFFLINE = Duration.ofSeconds(10);

  /**
   * Whether the platform gives this client work: registered, not closing and not silent for 10 s.
   */
  public boolean isOnline() {
    return registered && !closing && silence.compareTo(OFFLINE) < 0;
  }
}
