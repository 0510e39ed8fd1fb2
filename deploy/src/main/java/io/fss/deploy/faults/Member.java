package io.fss.deploy.faults;

import io.fss.deploy.Fss;
import io.fss.deploy.rig.Child;
import io.fss.deploy.rig.Ground;
import io.fss.deploy.rig.HttpApi;
import io.fss.deploy.rig.Patience;
import io.fss.deploy.rig.RunFailure;
import io.fss.deploy.rig.Seat;
import io.fss.deploy.rig.Site;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A process of the platform, which is not always there. */
final class Member {
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final List<String> JVM =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final int number;
  private final Ground ground;
  private final Site site;
  private final Map<String, String> settings;
  private final HttpApi api;
  private final String name;
  private final Seat seat;
  private volatile boolean up;

  /**
   * Starts nothing yet.
   *
   * @param number its own, from 0
   * @param more settings besides those of the site
   */
  Member(String name, int number, Ground ground, Site site, Map<String, String> more) {
    this.number = number;
    this.ground = ground;
    this.name = name;
    this.seat = new Seat(name);
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

  String name() {
    return name;
  }

  Site site() {
    return site;
  }

  /** Where clients reach it. */
  SocketAddress edge() {
    return SocketAddress.inetSocketAddress(site.grpcPort(), site.host());
  }

  /** Whether nothing was done to it that keeps it from answering. */
  boolean isUp() {
    return up;
  }

  void start() {
    seat.start(this::process);
    up = true;
  }

  private Child process() {
    return Child.start(
        name,
        ground.inside(number),
        JVM,
        List.of(Fss.class.getName(), "server"),
        settings,
        site.folder().resolve(name + ".log"),
        false);
  }

  /** Returns when it answers for every part of the platform. */
  void awaitReady() throws InterruptedException {
    if (!Patience.until(READY_WITHIN, LOOK_EVERY, this::isReady)) {
      throw new RunFailure(name + " was not ready within " + READY_WITHIN.toSeconds() + " s");
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
    up = false;
    seat.child().kill();
  }

  /** SIGTERM; returns when it has ended. */
  void stop() throws InterruptedException {
    up = false;
    seat.child().stop();
  }

  void freeze() throws InterruptedException {
    up = false;
    seat.child().freeze();
  }

  void thaw() throws InterruptedException {
    seat.child().thaw();
    up = true;
  }

  /** Cuts it off, in what is sent to it, in what it sends, or both. */
  void cutOff(boolean hearing, boolean speaking) throws InterruptedException {
    up = false;
    ground.cutOff(number, hearing, speaking);
  }

  /** Cuts it from the other members alone. */
  void cutFromOthers() throws InterruptedException {
    ground.cutFromOthers(number);
  }

  /** Mends what was cut. */
  void mend() throws InterruptedException {
    ground.mend(number);
    up = true;
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
