package io.fss.deploy;

import io.fss.console.ConsoleVerticle;
import io.fss.deploy.Deployments.Part;
import io.fss.deploy.Settings.Role;
import io.fss.deploy.cluster.ClusterOptions;
import io.fss.deploy.cluster.Membership;
import io.fss.dispatcher.DispatcherVerticle;
import io.fss.kernel.Bus;
import io.fss.kernel.Clock;
import io.fss.kernel.DatabaseUrl;
import io.fss.kernel.Databases;
import io.fss.kernel.Traces;
import io.fss.log.LogVerticle;
import io.fss.registry.RegistryVerticle;
import io.fss.scheduler.SchedulerVerticle;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.VertxPrometheusOptions;
import java.util.EnumSet;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process of the platform: Vert.x, the bus, the databases and the verticles of its roles. */
public final class FssServer {
  private static final Logger log = LoggerFactory.getLogger(FssServer.class);
  // Few threads: verticles never block, and the embedded databases have one writer each.
  private static final int EVENT_LOOPS =
      Math.min(4, 2 * Runtime.getRuntime().availableProcessors());
  private static final int WORKERS = 8;
  // A database or a Redis that moved is found soon, however long a name server says that it stays.
  private static final int NAMES_KNOWN_S = 5;

  private final Settings settings;
  private final Clock machine;
  private final Consumer<String> announce;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private DataFolder data;
  private Vertx vertx;
  private Bus bus;
  private Deployments deployed;
  private Foundation foundation;
  private ConsoleVerticle console;
  private DispatcherVerticle dispatcher;
  private NodeHealth health;
  private Presence presence;
  private Monitor monitor;
  private ClusterManager cluster;
  // Null where nothing is traced, and then its library is not loaded.
  private OtlpTraces traces;

  /**
   * Prepares a server; nothing happens before {@link #start}.
   *
   * @param machine the machine's clocks
   * @param announce gets what must be told once to whoever starts the platform: first-start secrets
   */
  public FssServer(Settings settings, Clock machine, Consumer<String> announce) {
    this.settings = settings;
    this.machine = machine;
    this.announce = announce;
  }

  /** Starts every role; fails, with everything undone, when one of them does not start. */
  public Future<Void> start() {
    long begun = machine.nanos();
    if (DatabaseUrl.parse(settings.db().url()) instanceof DatabaseUrl.Folder folder) {
      data = DataFolder.take(folder.path());
    }
    // Not a future of a context: after a failure every event loop is gone.
    Promise<Void> started = Promise.promise();
    join()
        .compose(this::found)
        .onComplete(
            done -> {
              log.info(
                  "ready in {} ms: roles {}",
                  (machine.nanos() - begun) / 1_000_000,
                  settings.roleSet());
              started.complete();
            },
            failure -> stop().onComplete(stopped -> started.fail(failure)));
    return started.future();
  }

  private Future<Void> found(Vertx joined) {
    vertx = joined;
    String node = "node-" + UUID.randomUUID();
    LogSetup.node(node);
    deployed = new Deployments(vertx);
    if (settings.tracing().enabled()) {
      traces = new OtlpTraces(settings.tracing(), node);
    }
    bus = new Bus(vertx, node, meters, traces == null ? Traces.NONE : traces);
    Databases databases = Databases.of(vertx, settings.db(), meters);
    foundation = new Foundation(vertx, machine, databases, settings.db(), node);
    foundation.measure(meters);
    new ProcessMeters(meters).show(node, settings.roleSet());
    health =
        new NodeHealth(
            bus,
            machine,
            settings.roleSet(),
            () -> cluster == null || cluster.isActive(),
            this::askDatabase);
    return watched()
        .compose(seen -> foundation.start())
        .compose(ready -> deployRoles(databases, foundation.clock()))
        .compose(
            up -> {
              health.enter(NodeHealth.Phase.UP);
              presence =
                  new Presence(
                      bus,
                      foundation.clock(),
                      health,
                      meters,
                      settings.roleSet(),
                      () -> cluster == null ? 1 : cluster.getNodes().size());
              return deployed.deploy(Part.PRESENCE, foundation.awaited(), () -> presence);
            });
  }

  /** A process that is the edge alone works without one: clients keep their leases through it. */
  private Future<?> askDatabase() {
    return settings.roleSet().equals(EnumSet.of(Role.DISPATCHER))
        ? Future.succeededFuture()
        : foundation.ask();
  }

  /** From the first moment on, so that who watches over it knows that it is starting. */
  private Future<Void> watched() {
    if (!settings.monitor().enabled()) {
      return Future.succeededFuture();
    }
    monitor = new Monitor(settings.monitor(), meters, health);
    return deployed.deploy(Part.MONITOR, foundation.awaited(), () -> monitor);
  }

  /** A Vert.x of its own, or one that is a member of the cluster. */
  private Future<Vertx> join() {
    ClusterOptions with = settings.cluster();
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(EVENT_LOOPS)
            .setWorkerPoolSize(WORKERS)
            .setInternalBlockingPoolSize(2)
            .setAddressResolverOptions(
                new AddressResolverOptions().setCacheMaxTimeToLive(NAMES_KNOWN_S))
            .setMetricsOptions(metrics());
    VertxBuilder builder =
        Vertx.builder().with(options).withMetrics(new MicrometerMetricsFactory(meters));
    if (!with.enabled()) {
      return Future.succeededFuture(builder.build());
    }
    options.setEventBusOptions(Membership.bus(with));
    cluster = Membership.manager(with);
    return builder
        .withClusterManager(cluster)
        .buildClustered()
        .onSuccess(joined -> new ProcessMeters(meters).members(() -> cluster.getNodes().size()))
        .onSuccess(
            joined ->
                log.info(
                    "a member of cluster {}, which has {}: found by {}",
                    with.name(),
                    cluster.getNodes().size(),
                    with.join().name().toLowerCase(Locale.ROOT)));
  }

  static MicrometerMetricsOptions metrics() {
    return new MicrometerMetricsOptions()
        .setEnabled(true)
        .setJvmMetricsEnabled(true)
        .setPrometheusOptions(new VertxPrometheusOptions().setEnabled(true))
        .setLabels(EnumSet.of(Label.POOL_NAME, Label.POOL_TYPE, Label.CLIENT_NAME, Label.NAMESPACE))
        // The bus measures itself, by channel: addresses have nodes in them, which come and go.
        .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS)
        // A connection that comes before a server has its metrics, in the first moment of
        // listening,
        // gets none, and then each of its requests fails on that without an answer. Console and
        // dispatcher measure their calls themselves.
        .addDisabledMetricsCategory(MetricsDomain.HTTP_SERVER)
        .addDisabledMetricsCategory(MetricsDomain.NET_SERVER)
        .addDisabledMetricsCategory(MetricsDomain.HTTP_CLIENT)
        .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT)
        .addDisabledMetricsCategory(MetricsDomain.DATAGRAM_SOCKET);
  }

  private Future<Void> deployRoles(Databases databases, Clock clock) {
    // Together, since most of a start is waiting for four databases to open; the edge comes last,
    // so that clients find a platform that is whole.
    return Future.all(
            deploy(
                Role.REGISTRY,
                () ->
                    new RegistryVerticle(
                        bus,
                        clock,
                        databases,
                        settings.registry(),
                        settings.redis(),
                        meters,
                        announce)),
            deploy(Role.LOG, () -> new LogVerticle(bus, clock, databases, settings.log(), meters)),
            deploy(
                Role.SCHEDULER,
                () ->
                    new SchedulerVerticle(
                        bus, clock, databases, foundation.ids(), settings.scheduler(), meters)),
            deploy(
                Role.CONSOLE,
                () -> {
                  console =
                      new ConsoleVerticle(
                          bus, clock, databases, settings.console(), meters, announce);
                  return console;
                }))
        .compose(
            done ->
                deploy(
                    Role.DISPATCHER,
                    () -> {
                      dispatcher =
                          new DispatcherVerticle(bus, clock, settings.dispatcher(), meters);
                      return dispatcher;
                    }));
  }

  private Future<Void> deploy(Role role, Supplier<Deployable> verticle) {
    return settings.roleSet().contains(role)
        ? deployed.deploy(Part.valueOf(role.name()), foundation.awaited(), verticle)
        : Future.succeededFuture();
  }

  /** Stops what was started, within seconds: others get what is to be done, clients are told. */
  public Future<Void> stop() {
    if (health != null) {
      health.enter(NodeHealth.Phase.DRAINING);
    }
    if (presence != null) {
      presence.leave();
    }
    Future<Void> all = deployed == null ? Future.succeededFuture() : deployed.undeploy();
    // What the verticles stood on goes after them.
    Future<Void> gone =
        all.transform(before -> foundation == null ? Future.succeededFuture() : foundation.stop())
            .transform(before -> sendTraces());
    // Not a future of a context: its event loop is gone when it completes.
    Promise<Void> closed = Promise.promise();
    gone.onComplete(
        done -> {
          Future<Void> close = vertx == null ? Future.succeededFuture() : vertx.close();
          close.onComplete(
              end -> {
                if (data != null) {
                  data.close();
                }
                closed.complete();
              });
        });
    return closed.future();
  }

  private Future<Void> sendTraces() {
    if (traces == null) {
      return Future.succeededFuture();
    }
    return vertx.executeBlocking(
        () -> {
          traces.close();
          return null;
        },
        false);
  }

  /** Port of the HTTP API. */
  public int httpPort() {
    return console.actualPort();
  }

  /** Port of the gRPC edge. */
  public int grpcPort() {
    return dispatcher.actualPort();
  }

  /** Port of the monitor, where there is one. */
  int monitorPort() {
    return monitor.actualPort();
  }

  Vertx vertxInstance() {
    return vertx;
  }

  Bus bus() {
    return bus;
  }
}
