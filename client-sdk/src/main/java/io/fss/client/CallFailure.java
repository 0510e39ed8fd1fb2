package io.fss.client;

import io.vertx.core.VertxException;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.GrpcErrorException;
import io.vertx.grpc.common.GrpcStatus;
import java.util.concurrent.TimeoutException;

/** A call to the platform that brought no reply. */
final class CallFailure extends VertxException {
  private final transient GrpcStatus status;

  CallFailure(GrpcStatus status, String message) {
    super(status.name() + ": " + message, true);
    this.status = status;
  }

  static CallFailure of(Throwable cause, String statusMessage) {
    if (cause instanceof CallFailure known) {
      return known;
    }
    if (cause instanceof InvalidStatusException refused) {
      String why = statusMessage == null ? "no reason given" : statusMessage;
      return new CallFailure(refused.actualStatus(), why);
    }
    if (cause instanceof GrpcErrorException broken && broken.status() != null) {
      return new CallFailure(broken.status(), String.valueOf(broken.error()));
    }
    if (cause instanceof TimeoutException) {
      return new CallFailure(GrpcStatus.DEADLINE_EXCEEDED, String.valueOf(cause.getMessage()));
    }
    return new CallFailure(GrpcStatus.UNAVAILABLE, cause.toString());
  }

  GrpcStatus status() {
    return status;
  }

  /** The platform does not know the session: register again. */
  static boolean isUnknownSession(Throwable cause) {
    return cause instanceof CallFailure failure && failure.status == GrpcStatus.NOT_FOUND;
  }

  /** The platform will never accept this request. */
  static boolean isInvalid(Throwable cause) {
    return cause instanceof CallFailure failure && failure.status == GrpcStatus.INVALID_ARGUMENT;
  }

  /** The request is larger than the platform takes, or one of too many. */
  static boolean isTooMuch(Throwable cause) {
    return cause instanceof CallFailure failure && failure.status == GrpcStatus.RESOURCE_EXHAUSTED;
  }

  /** A newer process is online under the same client name. */
  static boolean isReplaced(Throwable cause) {
    return cause instanceof CallFailure failure && failure.status == GrpcStatus.ABORTED;
  }

  /** Nobody answered: another address may do better. */
  boolean isUnreachable() {
    return status == GrpcStatus.UNAVAILABLE || status == GrpcStatus.DEADLINE_EXCEEDED;
  }
}
