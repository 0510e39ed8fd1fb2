package io.fss.deploy.bench;

import io.fss.deploy.Fss;
import io.fss.deploy.rig.Child;
import io.fss.deploy.rig.Patience;
import io.fss.deploy.rig.RunFailure;
import java.time.Duration;
import java.util.List;

/** The platform of a run. */
final class ServerProcess {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  private final Child child;
  private final double readyMs;

  private ServerProcess(Child child, double readyMs) {
    this.child = child;
    this.readyMs = readyMs;
  }

  /** Starts it and waits until it says that it is ready. */
  static ServerProcess start(Stage stage, List<String> jvm) throws InterruptedException {
    long begun = System.nanoTime();
    Child child =
        Child.start(
            "server",
            jvm,
            List.of(Fss.class.getName(), "server"),
            stage.site().serverEnvironment(),
            stage.site().folder().resolve("server.log"),
            false);
    stage.owns(child);
    boolean ready = Patience.until(READY_WITHIN, LOOK_EVERY, () -> isReady(child, stage.api()));
    if (!ready) {
      throw new RunFailure("server was not ready within " + READY_WITHIN.toSeconds() + " s");
    }
    return new ServerProcess(child, (System.nanoTime() - begun) / 1e6);
  }

  private static boolean isReady(Child child, Api api) {
    child.requireAlive();
    try {
      return api.isReady();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFailure("interrupted", e);
    }
  }

  Child child() {
    return child;
  }

  /** From the start of the process until it was ready. */
  double readyMs() {
    return readyMs;
  }
}
