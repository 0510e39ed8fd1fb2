package io.fss.dispatcher;

import com.google.protobuf.Message;
import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.LogAppend;
import io.fss.proto.v1.AppendLogsReply;
import io.fss.proto.v1.AppendLogsRequest;
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
  private HttpServer http;

  Edge(
      Vertx vertx,
      Bus bus,
      DispatcherOptions options,
      Tokens tokens,
      Registrations registrations,
      ReportRelay reports) {
    this.vertx = vertx;
    this.bus = bus;
    this.options = options;
    this.tokens = tokens;
    this.registrations = registrations;
    this.reports = reports;
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
        (call, message, namespace) -> bus.request(Channels.REGISTRY_HEARTBEAT, message));
    serve(
        grpc,
        PlatformGrpcService.Deregister,
        (call, message, namespace) -> bus.request(Channels.REGISTRY_DEREGISTER, message));
    serve(grpc, PlatformGrpcService.Report, (call, message, namespace) -> reports.relay(message));
    serve(grpc, PlatformGrpcService.AppendLogs, (call, message, namespace) -> append(message));
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
    return new HttpServerOptions()
        .setHost(options.host())
        .setPort(options.port())
        .setHttp2ConnectionWindowSize(4 * options.maxMessageBytes())
        .setInitialSettings(
            new Http2Settings()
                .setInitialWindowSize(1_048_576)
                .setMaxConcurrentStreams(1_000)
                .setMaxHeaderListSize(16_384))
        .setIdleTimeout(120);
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
    grpc.callHandler(
        method,
        call -> {
          // Nobody's body is read before it is known who they are.
          call.pause();
          tokens
              .namespace(call.headers().get("authorization"))
              .compose(
                  namespace -> {
                    Future<Q> message = call.last();
                    call.resume();
                    return message.compose(body -> handler.handle(call, body, namespace));
                  })
              .onComplete(reply -> call.response().end(reply), failure -> fail(call, failure));
        });
  }

  private static void fail(GrpcServerRequest<?, ?> call, Throwable failure) {
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
