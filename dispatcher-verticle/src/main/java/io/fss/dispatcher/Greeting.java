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
   * @param authenticated the namespace that the caller's token is bound to, empty for all
   */
  Future<Void> meet(GrpcServerRequest<CommandAnswer, Command> call, Future<String> authenticated) {
    Meeting meeting = new Meeting(call);
    // From the first moment on: a call may end while its token is being looked at.
    call.pause();
    call.handler(meeting::said);
    call.invalidMessageHandler(
        bad -> meeting.spoiled(Incoming.refusal(bad, options.maxMessageBytes())));
    call.endHandler(end -> meeting.closed());
    call.exceptionHandler(failure -> meeting.gone(String.valueOf(failure.getMessage())));
    call.errorHandler(error -> meeting.gone(String.valueOf(error)));
    call.response().exceptionHandler(failure -> meeting.gone(String.valueOf(failure.getMessage())));
    authenticated.onSuccess(meeting::begin).onFailure(meeting.accepted::tryFail);
    return meeting.accepted.future();
  }

  private final class Meeting {
    private final GrpcServerRequest<CommandAnswer, Command> call;
    private final Promise<Void> accepted = Promise.promise();
    private String namespace;
    private long timer = -1;
    private CommandStream stream;

    private Meeting(GrpcServerRequest<CommandAnswer, Command> call) {
      this.call = call;
    }

    private void begin(String known) {
      if (accepted.future().isComplete()) {
        return;
      }
      namespace = known;
      timer =
          vertx.setTimer(
              WITHIN_MS,
              late ->
                  accepted.tryFail(
                      Refusal.invalid("hello", "", "must come within %d ms".formatted(WITHIN_MS))));
      call.resume();
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
      streams.open(stream, namespace).onComplete(accepted::tryComplete, this::turnedAway);
    }

    private void turnedAway(Throwable refusal) {
      // One who closed the stream meanwhile has been answered; one who closes it now will be.
      boolean answered = stream.over();
      stream.broken(String.valueOf(refusal.getMessage()));
      accepted.tryFail(answered ? new Incoming.Gone() : refusal);
    }

    private void spoiled(Refusal refusal) {
      if (stream == null) {
        accepted.tryFail(refusal);
      } else {
        stream.end(Statuses.of(refusal), refusal.getMessage());
        accepted.tryFail(new Incoming.Gone());
      }
    }

    private void closed() {
      if (stream == null) {
        accepted.tryFail(Refusal.invalid("hello", "", "must come first on the stream"));
      } else {
        stream.end(GrpcStatus.OK, "the client closed it");
      }
      vertx.cancelTimer(timer);
    }

    private void gone(String reason) {
      vertx.cancelTimer(timer);
      if (stream == null) {
        accepted.tryFail(new Incoming.Gone());
      } else {
        stream.broken(reason);
      }
    }
  }
}
