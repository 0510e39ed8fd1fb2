package io.fss.deploy;

import io.fss.deploy.Settings.Role;
import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.proto.bus.v1.NodeHere;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Tells everybody every few seconds how this process is. */
final class Presence extends VerticleBase {
  private static final Duration BEAT = Duration.ofSeconds(3);

  private final Bus bus;
  private final NodeHealth health;
  private final MeterRegistry meters;
  private final IntSupplier members;
  private final NodeHere self;

  /**
   * Says nothing before it is deployed.
   *
   * @param members how many processes of the cluster this one knows
   */
  Presence(
      Bus bus,
      Clock clock,
      NodeHealth health,
      MeterRegistry meters,
      Set<Role> roles,
      IntSupplier members) {
    this.bus = bus;
    this.health = health;
    this.meters = meters;
    this.members = members;
    NodeHere.Builder here =
        NodeHere.newBuilder()
            .setNode(bus.node())
            .setHost(host())
            .setVersion(ProcessMeters.version())
            .setStartedAtMs(clock.millis());
    roles.forEach(role -> here.addRoles(role.name().toLowerCase(Locale.ROOT)));
    this.self = here.build();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "unknown";
    }
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(0, BEAT.toMillis(), beat -> health.problems().onSuccess(p -> tell(p)));
    return Future.succeededFuture();
  }

  private void tell(Iterable<String> problems) {
    NodeHere.Builder here =
        self.toBuilder()
            .setDraining(health.phase() == NodeHealth.Phase.DRAINING)
            .setMembers(members.getAsInt())
            .setSchedulers((int) gauge("fss.scheduler.peers"))
            .setShards((int) gauge("fss.scheduler.shards"));
    Timer lateness = meters.find("fss.tasks.dispatch.lateness").timer();
    if (lateness != null) {
      here.setLatenessMs((long) lateness.max(TimeUnit.MILLISECONDS));
    }
    bus.publish(Channels.NODE_HERE, here.addAllProblems(problems).build());
  }

  private double gauge(String name) {
    Gauge gauge = meters.find(name).gauge();
    return gauge == null ? 0 : gauge.value();
  }

  /** Says that it goes: nobody is to miss it. */
  void leave() {
    health.problems().onSuccess(this::tell);
  }
}
