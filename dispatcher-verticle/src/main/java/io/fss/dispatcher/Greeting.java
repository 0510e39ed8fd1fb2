package io.fss.dispatcher;

import io.fss.kernel.Refusal;
import io.fss.proto.v1.Command;
import io.fss.proto.v1.CommandAnswer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;

/** The beginning of a command stream: who is it? Until that is known nothing is sent over it. */
final class Greeting {
  private static final long WITHIN_MS = 5_000;

  private final Vertx vertx;
  private final DispatcherOptions options;
  private final CommandStreams streams;
  private final Rate sessions;

  Greeting(Vertx vertx, DispatcherOptions options, CommandStreams streams, Rate sessions) {
    this.vertx = vertx;
    this.options = options;
    this.streams = streams;
    this.sessions = sessions;
  }

  /**
   * Takes in a stream; fails when it is not accepted, and the call is to be ended with the reason.
   *
   * @param call paused; its token has been checked
   * @param namespace the token is bound to; empty for all
   */
  Future<Void> meet(GrpcServerRequest<CommandAnswer, Command> call, String namespace) {
    Meeting meeting = new Meeting(call, namespace);
    call.handler(meeting::said);
    call.endHandler(end -> meeting.closed());
    call.exceptionHandler(failure -> meeting.gone(String.valueOf(failure.getMessage())));
    call.errorHandler(error -> meeting.gone(String.valueOf(error)));
    call.response().exceptionHandler(failure -> meeting.gone(String.valueOf(failure.getMessage())));
    call.resume();
    return meeting.accepted();
  }

  private final class Meeting {
    private final GrpcServerRequest<CommandAnswer, Command> call;
    private final String namespace;
    private final Promise<Void> accepted = Promise.promise();
    private final long timer;
    private CommandStream stream;

    private Meeting(GrpcServerRequest<CommandAnswer, Command> call, String namespace) {
      this.call = call;
      this.namespace = namespace;
      this.timer =
          vertx.setTimer(
              WITHIN_MS,
              late ->
                  accepted.tryFail(
                      Refusal.invalid("hello", "", "must come within %d ms".formatted(WITHIN_MS))));
    }

    private Future<Void> accepted() {
      return accepted.future();
    }

    private void said(CommandAnswer answer) {
      if (stream != null) {
        stream.answered(answer);
      } else if (!accepted.future().isComplete()) {
        hello(answer);
      }
    }

    private void hello(CommandAnswer answer) {
      vertx.cancelTimer(timer);
      String session = answer.getHello().getSession();
      try {
        if (session.isEmpty()) {
          throw Refusal.invalid("hello.session", session, "must come first on the stream");
        }
        sessions.take(session);
        streams.admit(session);
      } catch (Refusal refusal) {
        accepted.tryFail(refusal);
        return;
      }
      stream =
          new CommandStream(
              vertx, call, session, options.streams().window(), options.answerTimeout());
      streams.open(stream, namespace).onComplete(accepted);
    }

    private void closed() {
      if (stream != null) {
        stream.end(GrpcStatus.OK, "the client closed it");
      }
      gone("the client closed it");
    }

    private void gone(String reason) {
      vertx.cancelTimer(timer);
      if (stream == null) {
        accepted.tryFail(Refusal.unavailable(reason));
      } else {
        stream.broken(reason);
      }
    }
  }
}
