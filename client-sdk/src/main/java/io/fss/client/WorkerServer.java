package io.fss.client;

import io.fss.proto.v1.CancelReply;
import io.fss.proto.v1.CancelRequest;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.ExecuteReply;
import io.fss.proto.v1.ExecuteRequest;
import io.fss.proto.v1.WorkerGrpcService;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import java.util.concurrent.TimeUnit;

/** The endpoint of direct mode: only who presents the secret may give commands. */
final class WorkerServer {
  private static final long MOMENT_MS = 1_000;

  private final Context context;
  private final ListenOptions options;
  private final boolean tls;
  private final SessionId session;
  private final Intake intake;
  private final Secret secret;
  private final HttpServer server;
  private final GrpcServer grpc;

  WorkerServer(
      Context context, ClientOptions client, Secret secret, SessionId session, Intake intake) {
    this.context = context;
    this.session = session;
    this.intake = intake;
    this.options = client.listen();
    this.tls = client.tls().certified();
    this.secret = secret;
    this.grpc =
        GrpcServer.server(
            context.owner(),
            new GrpcServerOptions().setMaxMessageSize(PlatformConnection.MAX_MESSAGE));
    grpc.addService(service());
    this.server =
        context
            .owner()
            .createHttpServer(Transport.server(options, client.tls()))
            .requestHandler(this::guard);
  }

  /** Listens; answers the endpoint to register. */
  Future<Endpoint> listen() {
    Promise<HttpServer> listening = Promise.promise();
    // All connections then belong to this one context.
    context.runOnContext(on -> server.listen().onComplete(listening));
    return listening
        .future()
        .map(
            ready ->
                Endpoint.newBuilder()
                    .setHost(options.reachableHost())
                    .setPort(options.reachablePort(ready.actualPort()))
                    .setSecret(secret.text())
                    .setTls(tls)
                    .build());
  }

  Future<Void> close() {
    return server.close();
  }

  private void guard(HttpServerRequest request) {
    if (secret.opens(request.getHeader("authorization"))) {
      grpc.handle(request);
      return;
    }
    request
        .response()
        .putHeader("content-type", "application/grpc")
        .putHeader("grpc-status", String.valueOf(GrpcStatus.UNAUTHENTICATED.code))
        .putHeader("grpc-message", "authorization must be the secret of the registered endpoint")
        .end();
  }

  private WorkerGrpcService service() {
    return new WorkerGrpcService() {
      @Override
      public Future<ExecuteReply> execute(ExecuteRequest request) {
        return registered().map(known -> intake.execute(request));
      }

      @Override
      public Future<CancelReply> cancel(CancelRequest request) {
        return Future.succeededFuture(intake.cancel(request));
      }
    };
  }

  /**
   * The platform's first work may be faster than its reply to the registration, and to refuse it
   * would keep the next work away: it waits a moment, less than the platform does.
   */
  private Future<Void> registered() {
    if (!session.value().isEmpty()) {
      return Future.succeededFuture();
    }
    Promise<Void> here = Promise.promise();
    session
        .known()
        .timeout(MOMENT_MS, TimeUnit.MILLISECONDS)
        .onComplete(done -> context.runOnContext(on -> here.complete()));
    return here.future();
  }
}
