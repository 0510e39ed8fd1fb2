package io.fss.deploy.rig;

import java.io.IOException;

/** Signals to processes that this one started. */
final class Signals {
  private Signals() {}

  /**
   * Sends one.
   *
   * @param signal its name without {@code SIG}
   * @throws RunFailure when there is no such process
   */
  static void send(String signal, long pid) throws InterruptedException {
    try {
      int code =
          new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (code != 0) {
        throw new RunFailure("process %d takes no SIG%s".formatted(pid, signal));
      }
    } catch (IOException e) {
      throw new RunFailure("signals cannot be sent: " + e.getMessage(), e);
    }
  }
}
