package io.fss.dispatcher;

import com.google.protobuf.Message;
import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.LogAppend;
import io.fss.proto.v1.AppendLogsReply;
import io.fss.proto.v1.AppendLogsRequest;
import io.fss.proto.v1.Command;
import io.fss.proto.v1.CommandAnswer;
import io.fss.proto.v1.PlatformGrpcService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Platform service: every call is authenticated, forwarded over the bus and answered. */
final class Edge {
  private static final Logger log = LoggerFactory.getLogger(Edge.class);
  private static final int MOST_LOG_BATCHES = 1_000;
  private static final int MOST_LOG_LINES = 10_000;

  private final Vertx vertx;
  private final Bus bus;
  private final DispatcherOptions options;
  private final Tokens tokens;
  private final Registrations registrations;
  private final ReportRelay reports;
  private final HeartbeatRelay heartbeats;
  private final Greeting greeting;
  private final Rate peers;
  private final Rate sessions;
  private final EdgeMetrics metrics;
  private HttpServer http;

  Edge(
      Vertx vertx,
      Bus bus,
      Clock clock,
      DispatcherOptions options,
      Registrations registrations,
      ReportRelay reports,
      CommandStreams streams,
      EdgeMetrics metrics) {
    this.vertx = vertx;
    this.bus = bus;
    this.options = options;
    this.metrics = metrics;
    this.registrations = registrations;
    this.reports = reports;
    this.heartbeats = new HeartbeatRelay(vertx, bus);
    RateOptions rates = options.rates();
    this.peers = new Rate(clock, metrics, "peer", rates.peer());
    this.sessions = new Rate(clock, metrics, "session", rates.session());
    this.tokens = new Tokens(bus, clock, new Rate(clock, metrics, "unknown", rates.unknown()));
    this.greeting = new Greeting(vertx, options, streams, sessions);
  }

  Future<Void> start() {
    GrpcServer grpc =
        GrpcServer.server(
            vertx, new GrpcServerOptions().setMaxMessageSize(options.maxMessageBytes()));
    serve(
        grpc,
        PlatformGrpcService.Register,
        (call, message, namespace) ->
            registrations.register(
                message, namespace, call.connection().remoteAddress().hostAddress()));
    serve(
        grpc,
        PlatformGrpcService.Heartbeat,
        (call, message, namespace) -> {
          sessions.take(message.getSession());
          return heartbeats.relay(message);
        });
    serve(
        grpc,
        PlatformGrpcService.Deregister,
        (call, message, namespace) -> bus.request(Channels.REGISTRY_DEREGISTER, message));
    serve(
        grpc,
        PlatformGrpcService.Report,
        (call, message, namespace) -> {
          sessions.take(message.getSession());
          return reports.relay(message);
        });
    serve(
        grpc,
        PlatformGrpcService.AppendLogs,
        (call, message, namespace) -> {
          sessions.take(message.getSession());
          return append(message);
        });
    grpc.callHandler(PlatformGrpcService.Commands, this::commands);
    http = vertx.createHttpServer(serverOptions()).requestHandler(grpc);
    return http.listen()
        .<Void>mapEmpty()
        .recover(
            failure ->
                Future.failedFuture(
                    new IllegalStateException(
                        "dispatcher.port %d cannot be listened on at %s: %s"
                            .formatted(options.port(), options.host(), failure.getMessage()),
                        failure)));
  }

  private HttpServerOptions serverOptions() {
    // Windows are set on purpose: the default connection window equals one stream's, so that a
    // single large message would hold up every other call on its connection.
    HttpServerOptions server =
        new HttpServerOptions()
            .setHost(options.host())
            .setPort(options.port())
            .setHttp2ConnectionWindowSize(4 * options.maxMessageBytes())
            .setInitialSettings(
                new Http2Settings()
                    .setInitialWindowSize(1_048_576)
                    .setMaxConcurrentStreams(1_000)
                    .setMaxHeaderListSize(16_384))
            .setIdleTimeout(120);
    return Certificates.edge(server, options.tls());
  }

  int actualPort() {
    return http.actualPort();
  }

  Future<Void> stop() {
    return http == null ? Future.succeededFuture() : http.close();
  }

  private Future<AppendLogsReply> append(AppendLogsRequest request) {
    int lines = request.getBatchesList().stream().mapToInt(batch -> batch.getLinesCount()).sum();
    if (request.getBatchesCount() > MOST_LOG_BATCHES) {
      throw Refusal.invalid(
          "batches", request.getBatchesCount(), "must be at most " + MOST_LOG_BATCHES);
    }
    if (lines > MOST_LOG_LINES) {
      throw Refusal.invalid("lines", lines, "must be at most " + MOST_LOG_LINES);
    }
    return bus.request(Channels.LOG_APPEND, LogAppend.newBuilder().setRequest(request).build());
  }

  private <Q extends Message, R extends Message> void serve(
      GrpcServer grpc, ServiceMethod<Q, R> method, Call<Q, R> handler) {
    EdgeMetrics.Calls calls = metrics.calls(method.methodName());
    grpc.callHandler(
        method,
        call -> {
          long begun = metrics.nanos();
          // Nobody's body is read before it is known who they are.
          Incoming<Q> incoming = new Incoming<>(call, options.maxMessageBytes());
          authenticate(call)
              .compose(
                  namespace ->
                      incoming.message().compose(body -> handler.handle(call, body, namespace)))
              .onComplete(
                  reply -> {
                    calls.ended(begun);
                    call.response().end(reply);
                  },
                  failure -> {
                    calls.ended(begun);
                    calls.failed(
                        failure instanceof Incoming.Gone ? "gone" : Statuses.of(failure).name());
                    fail(call, failure);
                  });
        });
  }

  private void commands(GrpcServerRequest<CommandAnswer, Command> call) {
    greeting.meet(call, authenticate(call)).onFailure(failure -> fail(call, failure));
  }

  private Future<String> authenticate(GrpcServerRequest<?, ?> call) {
    String peer = call.connection().remoteAddress().hostAddress();
    try {
      peers.take(peer);
      return tokens.namespace(call.headers().get("authorization"), peer);
    } catch (Refusal refusal) {
      return Future.failedFuture(refusal);
    }
  }

  private static void fail(GrpcServerRequest<?, ?> call, Throwable failure) {
    if (failure instanceof Incoming.Gone) {
      return;
    }
    GrpcStatus status = Statuses.of(failure);
    if (status == GrpcStatus.INTERNAL) {
      log.error("{} failed", call.fullMethodName(), failure);
    }
    call.response().status(status).statusMessage(String.valueOf(failure.getMessage())).end();
  }

  /** One method of the service. */
  private interface Call<Q, R> {
    Future<R> handle(GrpcServerRequest<Q, R> call, Q message, String namespace);
  }
}
