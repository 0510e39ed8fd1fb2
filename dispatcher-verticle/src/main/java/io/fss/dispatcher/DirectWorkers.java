package io.fss.dispatcher;

import com.google.protobuf.Message;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.CancelBatch;
import io.fss.proto.bus.v1.DispatchBatch;
import io.fss.proto.bus.v1.DispatchReply;
import io.fss.proto.v1.CancelReply;
import io.fss.proto.v1.CancelRequest;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.WorkerGrpcClient;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls clients on the gRPC server that they opened. Whether something was sent is told apart: no
 * connection is a definite no; a call that was sent and not answered leaves everybody in doubt.
 */
final class DirectWorkers {
  private final DispatcherOptions options;
  private final Destinations destinations;
  private final GrpcClient plain;
  private final GrpcClient secure;

  DirectWorkers(Vertx vertx, DispatcherOptions options) {
    this.options = options;
    this.destinations = new Destinations(vertx, options.dialBack());
    this.plain = client(vertx, options, transport(options));
    this.secure =
        client(
            vertx,
            options,
            Certificates.caller(
                transport(options), options.tls(), options.dialBack().verifyHost()));
  }

  private static GrpcClient client(
      Vertx vertx, DispatcherOptions options, HttpClientOptions transport) {
    return GrpcClient.client(
        vertx, new GrpcClientOptions().setMaxMessageSize(options.maxMessageBytes()), transport);
  }

  private static HttpClientOptions transport(DispatcherOptions options) {
    return new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setHttp2ClearTextUpgrade(false)
        .setHttp2ConnectionWindowSize(4 * options.maxMessageBytes())
        .setConnectTimeout((int) options.connectTimeout().toMillis())
        .setHttp2KeepAliveTimeout(60)
        .setTcpNoDelay(true);
  }

  Future<DispatchReply> execute(DispatchBatch batch) {
    return open(batch.getEndpoint(), WorkerGrpcClient.Execute)
        .transform(
            opened ->
                opened.failed()
                    ? Future.succeededFuture(notSent(opened.cause()))
                    : call(opened.result(), batch.getEndpoint(), batch.getRequest())
                        .map(reply -> DispatchReply.newBuilder().setReply(reply).build())
                        .recover(
                            failure ->
                                failure instanceof NeverTaken
                                    ? Future.succeededFuture(notSent(failure))
                                    : Future.failedFuture(failure)));
  }

  Future<CancelReply> cancel(CancelBatch batch) {
    if (batch.getRequest().getOrdersCount() == 0) {
      // Nobody to call: whoever asks wants to know whether the edge is there.
      return Future.succeededFuture(CancelReply.getDefaultInstance());
    }
    return open(batch.getEndpoint(), WorkerGrpcClient.Cancel)
        .compose(request -> call(request, batch.getEndpoint(), batch.getRequest()))
        .recover(
            failure ->
                // Who answers at the endpoint is another one by now.
                Future.failedFuture(
                    failure instanceof NeverTaken
                        ? Refusal.unavailable(failure.getMessage())
                        : failure));
  }

  /**
   * Calls the endpoint without asking for anything: succeeds where it answers with the secret, and
   * fails with the reason where it does not.
   */
  Future<Void> probe(Endpoint endpoint) {
    return open(endpoint, WorkerGrpcClient.Cancel)
        .compose(request -> call(request, endpoint, CancelRequest.getDefaultInstance()))
        .mapEmpty();
  }

  Future<Void> close() {
    return plain.close().eventually(secure::close).eventually(destinations::close);
  }

  private static DispatchReply notSent(Throwable cause) {
    return DispatchReply.newBuilder()
        .setNotSent(true)
        .setMessage(String.valueOf(cause.getMessage()))
        .build();
  }

  private <Q extends Message, R extends Message> Future<GrpcClientRequest<Q, R>> open(
      Endpoint endpoint, ServiceMethod<R, Q> method) {
    return destinations
        .of(endpoint)
        .compose(address -> (endpoint.getTls() ? secure : plain).<Q, R>request(address, method))
        .timeout(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private <Q extends Message, R extends Message> Future<R> call(
      GrpcClientRequest<Q, R> request, Endpoint endpoint, Q message) {
    request.headers().set("authorization", "Bearer " + endpoint.getSecret());
    return request
        .send(message)
        .compose(
            // The status decides: a refusal fails the reading, too, but without saying why.
            response -> response.last().transform(reply -> answer(response, reply)))
        .timeout(options.answerTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .recover(failure -> Future.failedFuture(silent(request, failure)));
  }

  /** A connection that swallows calls would swallow the next ones, too, until TCP gives it up. */
  private static Throwable silent(GrpcClientRequest<?, ?> request, Throwable failure) {
    if (failure instanceof VertxException || failure instanceof IOException) {
      return Refusal.unavailable("the connection to the client broke: " + failure.getMessage());
    }
    if (!(failure instanceof TimeoutException)) {
      return failure;
    }
    request.connection().close();
    return Refusal.unavailable("the client did not answer: " + failure.getMessage());
  }

  private static <R> Future<R> answer(GrpcClientResponse<?, R> response, AsyncResult<R> reply) {
    if (response.status() != null && response.status() != GrpcStatus.OK) {
      return Future.failedFuture(refused(response.status(), response.statusMessage()));
    }
    return reply.succeeded() && reply.result() != null
        ? Future.succeededFuture(reply.result())
        : Future.failedFuture(Refusal.unavailable("the client's answer broke off"));
  }

  private static Throwable refused(GrpcStatus status, String message) {
    String text = "the client answered %s: %s".formatted(status.name(), message);
    // The secret was wrong or the service is not there: nobody looked at the executions.
    return status == GrpcStatus.UNAUTHENTICATED || status == GrpcStatus.UNIMPLEMENTED
        ? new NeverTaken(text)
        : Refusal.unavailable(text);
  }

  /** The client's answer proves that nothing was started. */
  private static final class NeverTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private NeverTaken(String message) {
      super(message, null, false, false);
    }
  }
}
