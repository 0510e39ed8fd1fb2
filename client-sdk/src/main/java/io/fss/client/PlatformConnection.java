package io.fss.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One connection to the platform for one purpose; every call on it has a deadline. */
final class PlatformConnection implements Calls {
  static final int MAX_MESSAGE = 8 * 1024 * 1024;

  private final GrpcClient client;
  private final Addresses addresses;
  private final String authorization;
  private final Link link;
  // The newest connection, and where it leads.
  private volatile Open open;

  private record Open(Address platform, HttpConnection connection) {}

  PlatformConnection(Vertx vertx, Addresses addresses, ClientOptions options, String purpose) {
    String token = options.token();
    this.link = new Link(purpose);
    this.addresses = addresses;
    this.authorization = token.isEmpty() ? "" : "Bearer " + token;
    this.client = GrpcClient.client(vertx, messages(), Transport.client(options.tls()));
    addresses.whenLeft(this::leave);
  }

  /** What waits for an answer from there is asked elsewhere at once, not when its time is over. */
  private void leave(Address left) {
    Open there = open;
    if (there != null && there.platform().equals(left)) {
      there.connection().close();
    }
  }

  private static GrpcClientOptions messages() {
    return new GrpcClientOptions().setMaxMessageSize(MAX_MESSAGE);
  }

  @Override
  public <Q, R> Future<R> call(ServiceMethod<R, Q> method, Q request, Duration deadline) {
    Address platform = platform();
    return open(platform, method)
        .timeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .compose(opened -> exchange(opened, request, deadline.toMillis()))
        .onSuccess(reply -> answered(platform))
        .recover(failure -> Future.failedFuture(failed(platform, failure)));
  }

  /** Where the next call goes. */
  Address platform() {
    return addresses.current();
  }

  /** A call that knows who makes it; nothing of it is sent yet. */
  <Q, R> Future<GrpcClientRequest<Q, R>> open(Address platform, ServiceMethod<R, Q> method) {
    try {
      return client
          .request(platform.socketAddress(), method)
          .onSuccess(request -> opened(platform, request));
    } catch (IllegalStateException closed) {
      return Future.failedFuture(closed);
    }
  }

  private void opened(Address platform, GrpcClientRequest<?, ?> request) {
    Open before = open;
    if (before == null || before.connection() != request.connection()) {
      open = new Open(platform, request.connection());
    }
    if (!authorization.isEmpty()) {
      request.headers().set("authorization", authorization);
    }
  }

  /** A call of somebody's own went well. */
  void answered(Address platform) {
    link.up(platform);
  }

  /** A call of somebody's own did not. */
  void lost(Address platform, CallFailure failure) {
    failed(platform, failure);
  }

  private CallFailure failed(Address platform, Throwable cause) {
    CallFailure failure = CallFailure.of(cause, null);
    if (!CallFailure.isReplaced(failure)) {
      // That one ends the session, and is told there.
      link.down(platform, failure);
    }
    if (failure.isUnreachable()) {
      addresses.failed(platform, failure.status() == GrpcStatus.DEADLINE_EXCEEDED);
    }
    return failure;
  }

  private <Q, R> Future<R> exchange(GrpcClientRequest<Q, R> opened, Q request, long ms) {
    return opened
        .timeout(ms, TimeUnit.MILLISECONDS)
        .send(request)
        .compose(PlatformConnection::reply)
        .timeout(ms, TimeUnit.MILLISECONDS)
        .onFailure(failure -> closeWhenSilent(opened, failure));
  }

  private static <Q, R> Future<R> reply(GrpcClientResponse<Q, R> response) {
    return response
        .last()
        .compose(
            last ->
                last != null
                    ? Future.succeededFuture(last)
                    : Future.failedFuture(new CallFailure(GrpcStatus.INTERNAL, "empty reply")))
        .recover(failure -> Future.failedFuture(CallFailure.of(failure, response.statusMessage())));
  }

  /** A connection whose other end vanished would swallow call after call until TCP gives up. */
  private static void closeWhenSilent(GrpcClientRequest<?, ?> opened, Throwable failure) {
    if (failure instanceof TimeoutException) {
      opened.connection().close();
    }
  }

  @Override
  public Future<Void> close() {
    return client.close();
  }
}
