package io.fss.console;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.kernel.Databases;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Serves the HTTP API. */
public final class ConsoleVerticle extends VerticleBase {
  private static final int IDLE_SECONDS = 60;

  private final Bus bus;
  private final Clock clock;
  private final Databases databases;
  private final ConsoleOptions options;
  private final PrometheusMeterRegistry metrics;
  private final Consumer<String> announce;
  private final Nodes nodes;
  private Database database;
  private HttpServer server;
  private Bus.Service heard;

  /**
   * Makes one.
   *
   * @param bus reaches registry, scheduler and log
   * @param clock tells when the token was made
   * @param databases opens the table of the token
   * @param options where to listen and what to accept
   * @param metrics what {@code /metrics} shows
   * @param announce gets one line with the random token, at the first start alone
   */
  public ConsoleVerticle(
      Bus bus,
      Clock clock,
      Databases databases,
      ConsoleOptions options,
      PrometheusMeterRegistry metrics,
      Consumer<String> announce) {
    this.bus = bus;
    this.clock = clock;
    this.databases = databases;
    this.options = options;
    this.metrics = metrics;
    this.announce = announce;
    this.nodes = new Nodes(clock);
  }

  @Override
  public Future<?> start() {
    Future<byte[]> hash = databases.open("console").compose(this::tokenHash);
    Future<Contract> contract = Contract.load(vertx);
    heard = bus.subscribe(Channels.NODE_HERE, nodes::heard);
    return Future.all(hash, contract, heard.ready())
        .map(both -> router(contract.result(), hash.result()))
        .compose(this::listen);
  }

  private Future<byte[]> tokenHash(Database opened) {
    database = opened;
    return new ApiToken(opened, clock, announce).hash(options.token());
  }

  private Router router(Contract contract, byte[] hash) {
    Backend backend = new Backend(bus);
    RunTraces runs = new RunTraces(bus, clock);
    RequestTimes times = new RequestTimes(metrics, clock);
    return new ApiRouter(vertx, contract, times, options.maxBodyBytes(), hash)
        .with(new GroupReads(backend).responders())
        .with(new GroupWrites(backend).responders())
        .with(new GroupBatch(vertx, backend, contract).responders())
        .with(new GroupDeeds(backend, runs).responders())
        .with(new Previews(backend).responders())
        .with(new Rollups(backend).responders())
        .with(new TaskReads(backend).responders())
        .with(new TaskDeeds(backend, runs).responders())
        .with(new Calendars(backend).responders())
        .with(new Namespaces(backend).responders())
        .with(new LogReads(backend).responders())
        .with(new ClientReads(backend).responders())
        .with(new ClientRules(backend).responders())
        .with(new ClientTokens(backend).responders())
        .with(new Health(backend, clock).responders())
        .with(new ClusterReads(nodes, clock).responders())
        .with(new Operations(vertx, contract, metrics).responders())
        .build();
  }

  private Future<HttpServer> listen(Router router) {
    HttpServerOptions http =
        new HttpServerOptions()
            .setHost(options.host())
            .setPort(options.port())
            // The JDK's client asks for HTTP/2 by itself, and loses its place in a large first
            // answer
            // that comes with the change to it.
            .setHttp2ClearTextEnabled(false)
            .setIdleTimeout(IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    return vertx
        .createHttpServer(http)
        .requestHandler(router)
        .listen()
        .onSuccess(listening -> server = listening)
        .recover(
            failure ->
                Future.failedFuture(
                    new IllegalStateException(
                        "console.port %d cannot be listened on at %s: %s"
                            .formatted(options.port(), options.host(), failure.getMessage()),
                        failure)));
  }

  /** The port it listens on; known once it is deployed. */
  public int actualPort() {
    return server.actualPort();
  }

  @Override
  public Future<?> stop() {
    Future<Void> closed = server == null ? Future.succeededFuture() : server.close();
    return closed
        .eventually(() -> heard == null ? Future.succeededFuture() : heard.close())
        .eventually(() -> database == null ? Future.succeededFuture() : database.close());
  }
}
