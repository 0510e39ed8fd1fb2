package io.fss.client;

import io.vertx.core.Future;
import io.vertx.grpc.common.ServiceMethod;
import java.time.Duration;

/** Asks the platform; made from a Vert.x context. */
interface Calls {
  /** The reply, or a {@link CallFailure} at the latest when the deadline is over. */
  <Q, R> Future<R> call(ServiceMethod<R, Q> method, Q request, Duration deadline);

  /** Asks no more. */
  Future<Void> close();
}
