package io.fss.dispatcher;

import io.fss.kernel.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.grpc.common.InvalidMessageException;
import io.vertx.grpc.common.MessageSizeOverflowException;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.List;

/**
 * The one message of a call. It is listened for from the first moment on, because a call may end,
 * or turn out to be too large, while its token is being looked at.
 */
final class Incoming<Q> {
  private final GrpcServerRequest<Q, ?> call;
  private final Promise<Q> message = Promise.promise();

  /**
   * Listens; nothing is read yet.
   *
   * @param mostBytes limit that a refusal names
   */
  Incoming(GrpcServerRequest<Q, ?> call, int mostBytes) {
    this.call = call;
    call.pause();
    call.handler(message::tryComplete);
    call.invalidMessageHandler(bad -> message.tryFail(refusal(bad, mostBytes)));
    call.exceptionHandler(failure -> message.tryFail(new Gone()));
    call.errorHandler(cancelled -> message.tryFail(new Gone()));
    call.endHandler(
        end -> message.tryFail(Refusal.invalid("message", "", "must come with the call")));
  }

  /** Reads it. */
  Future<Q> message() {
    call.resume();
    return message.future();
  }

  /** What is told of a message that cannot be taken. */
  static Refusal refusal(InvalidMessageException bad, int mostBytes) {
    return bad instanceof MessageSizeOverflowException
        ? new Refusal(
            Refusal.Kind.TOO_MANY,
            "the message is larger than dispatcher.max-message-bytes of %d".formatted(mostBytes),
            List.of())
        : Refusal.invalid("message", "", "must be a message of fss.v1");
  }

  /** Whoever called does not wait for an answer any more. */
  static final class Gone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Gone() {
      super("the caller is gone", null, false, false);
    }
  }
}
