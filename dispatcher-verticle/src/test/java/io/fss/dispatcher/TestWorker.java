package io.fss.dispatcher;

import static io.fss.kernel.Await.await;

import io.fss.proto.v1.CancelReply;
import io.fss.proto.v1.CancelRequest;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.ExecuteReply;
import io.fss.proto.v1.ExecuteRequest;
import io.fss.proto.v1.WorkerGrpcService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A client's own gRPC server: checks the secret and answers by script. */
final class TestWorker {
  static final String SECRET = "the-secret-of-this-client";

  final List<ExecuteRequest> executed = new CopyOnWriteArrayList<>();
  final List<CancelRequest> cancelled = new CopyOnWriteArrayList<>();
  final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
  private final HttpServer http;
  private final HttpServerOptions options;

  TestWorker(
      Vertx vertx,
      Function<ExecuteRequest, Future<ExecuteReply>> onExecute,
      Function<CancelRequest, Future<CancelReply>> onCancel) {
    this(vertx, new HttpServerOptions().setHost("127.0.0.1"), onExecute, onCancel);
  }

  TestWorker(
      Vertx vertx,
      HttpServerOptions options,
      Function<ExecuteRequest, Future<ExecuteReply>> onExecute,
      Function<CancelRequest, Future<CancelReply>> onCancel) {
    this.options = options;
    GrpcServer grpc = GrpcServer.server(vertx);
    grpc.callHandler(WorkerGrpcService.Execute, call -> serve(call, executed, onExecute));
    grpc.callHandler(WorkerGrpcService.Cancel, call -> serve(call, cancelled, onCancel));
    http =
        await(
            vertx
                .createHttpServer(options.setPort(0))
                .connectionHandler(connections::add)
                .requestHandler(grpc)
                .listen());
  }

  private static <Q, R> void serve(
      GrpcServerRequest<Q, R> call, List<Q> seen, Function<Q, Future<R>> script) {
    if (!("Bearer " + SECRET).equals(call.headers().get("authorization"))) {
      call.response().status(GrpcStatus.UNAUTHENTICATED).statusMessage("wrong secret").end();
      return;
    }
    call.last()
        .compose(
            request -> {
              seen.add(request);
              return script.apply(request);
            })
        .onComplete(
            reply -> call.response().end(reply),
            failure ->
                call.response()
                    .status(GrpcStatus.INTERNAL)
                    .statusMessage(failure.getMessage())
                    .end());
  }

  Endpoint endpoint(String secret) {
    return Endpoint.newBuilder()
        .setHost(options.getHost())
        .setTls(options.isSsl())
        .setPort(http.actualPort())
        .setSecret(secret)
        .build();
  }

  void stop() {
    await(http.close());
  }
}
