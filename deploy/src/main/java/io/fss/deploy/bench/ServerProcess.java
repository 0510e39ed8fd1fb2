package io.fss.deploy.bench;

import io.fss.deploy.Fss;
import io.fss.deploy.rig.Child;
import io.fss.deploy.rig.Patience;
import io.fss.deploy.rig.RunFailure;
import io.fss.deploy.rig.Site;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A process of the platform of a run. */
final class ServerProcess {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  private final Child child;
  private final Api api;
  private final double readyMs;

  private ServerProcess(Child child, Api api, double readyMs) {
    this.child = child;
    this.api = api;
    this.readyMs = readyMs;
  }

  /**
   * Starts it and waits until it says that it is ready.
   *
   * @param more settings besides those of the site
   */
  static ServerProcess start(
      Stage stage, String name, Site site, Map<String, String> more, List<String> jvm)
      throws InterruptedException {
    Map<String, String> environment = new HashMap<>(site.serverEnvironment());
    environment.putAll(more);
    Api api = new Api(site);
    long begun = System.nanoTime();
    Child child =
        Child.start(
            name,
            jvm,
            List.of(Fss.class.getName(), "server"),
            environment,
            site.folder().resolve(name + ".log"),
            false);
    stage.owns(child);
    boolean ready = Patience.until(READY_WITHIN, LOOK_EVERY, () -> isReady(child, api));
    if (!ready) {
      throw new RunFailure(name + " was not ready within " + READY_WITHIN.toSeconds() + " s");
    }
    return new ServerProcess(child, api, (System.nanoTime() - begun) / 1e6);
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

  Api api() {
    return api;
  }

  /** From the start of the process until it was ready. */
  double readyMs() {
    return readyMs;
  }
}
