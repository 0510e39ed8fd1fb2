package io.fss.dispatcher;

import io.fss.kernel.Refusal;
import io.vertx.grpc.common.GrpcStatus;

/** What a refusal is called in gRPC. */
final class Statuses {
  private Statuses() {}

  static GrpcStatus of(Throwable failure) {
    if (!(failure instanceof Refusal refusal)) {
      return GrpcStatus.INTERNAL;
    }
    return switch (refusal.kind()) {
      case INVALID -> GrpcStatus.INVALID_ARGUMENT;
      case UNAUTHENTICATED -> GrpcStatus.UNAUTHENTICATED;
      case FORBIDDEN -> GrpcStatus.PERMISSION_DENIED;
      case NOT_FOUND -> GrpcStatus.NOT_FOUND;
      case CONFLICT -> GrpcStatus.ABORTED;
      case TOO_MANY -> GrpcStatus.RESOURCE_EXHAUSTED;
      case UNAVAILABLE -> GrpcStatus.UNAVAILABLE;
    };
  }
}
