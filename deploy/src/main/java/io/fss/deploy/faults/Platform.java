package io.fss.deploy.faults;

import io.fss.deploy.Fss;
import io.fss.deploy.rig.Child;
import io.fss.deploy.rig.HttpApi;
import io.fss.deploy.rig.Patience;
import io.fss.deploy.rig.RunFailure;
import io.fss.deploy.rig.Seat;
import io.fss.deploy.rig.Site;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The platform's process, which is not always there. */
final class Platform {
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final List<String> JVM =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final Site site;
  private final Map<String, String> settings;
  private final HttpApi api;
  private final Seat seat = new Seat("server");

  /**
   * Starts nothing yet.
   *
   * @param more settings besides those of the site
   */
  Platform(Site site, Map<String, String> more) {
    this.site = site;
    this.settings = new TreeMap<>(site.serverEnvironment());
    settings.putAll(more);
    this.api = new HttpApi(site);
  }

  HttpApi api() {
    return api;
  }

  /** Tells when it ends although nobody ended it. */
  void watch(Consumer<RunFailure> alarm) {
    seat.watch(alarm);
  }

  void start() {
    seat.start(this::process);
  }

  private Child process() {
    return Child.start(
        "server",
        JVM,
        List.of(Fss.class.getName(), "server"),
        settings,
        site.folder().resolve("server.log"),
        false);
  }

  /** Returns when every part of it answers. */
  void awaitReady() throws InterruptedException {
    if (!Patience.until(READY_WITHIN, LOOK_EVERY, this::isReady)) {
      throw new RunFailure("server was not ready within " + READY_WITHIN.toSeconds() + " s");
    }
  }

  private boolean isReady() {
    seat.child().requireAlive();
    try {
      return api.isReady();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFailure("interrupted", e);
    }
  }

  void kill() throws InterruptedException {
    seat.child().kill();
  }

  /** SIGTERM; returns when it has ended. */
  void stop() throws InterruptedException {
    seat.child().stop();
  }

  void freeze() throws InterruptedException {
    seat.child().freeze();
  }

  void thaw() throws InterruptedException {
    seat.child().thaw();
  }

  /** The last lines of its log. */
  List<String> tail() {
    return seat.tail();
  }

  /** Ends it at once; it is not started any more. */
  void close() {
    seat.close();
  }
}
