package io.fss.dispatcher;

import io.fss.kernel.Refusal;
import io.fss.proto.v1.Command;
import io.fss.proto.v1.CommandAnswer;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * One client's command stream: numbered commands down, their answers up, so many unanswered at
 * most. What was written and not answered when the stream ends stays unanswered: the client may
 * have it.
 */
final class CommandStream {
  // What a client that does not read makes the process hold for as long as its answers may take.
  private static final long MOST_BYTES = 8 * 1_048_576;

  private final Vertx vertx;
  private final GrpcServerRequest<CommandAnswer, Command> call;
  private final String session;
  private final String id = UUID.randomUUID().toString();
  private final int window;
  private final long answerMs;
  private final Map<Long, Waiting> waiting = new HashMap<>();
  private final Promise<Void> ended = Promise.promise();
  private long number;
  private long bytes;
  private boolean over;

  CommandStream(
      Vertx vertx,
      GrpcServerRequest<CommandAnswer, Command> call,
      String session,
      int window,
      Duration answerTimeout) {
    this.vertx = vertx;
    this.call = call;
    this.session = session;
    this.window = window;
    this.answerMs = answerTimeout.toMillis();
  }

  String session() {
    return session;
  }

  /** Tells this stream from every other one of the session, wherever it is held. */
  String id() {
    return id;
  }

  /** Whether nothing can be said over it any more. */
  boolean over() {
    return over;
  }

  /** Completes when the stream is over, whoever ended it. */
  Future<Void> ended() {
    return ended.future();
  }

  /** The client has asked for the stream: tells it that commands may come. */
  void accept() {
    if (!over) {
      call.response().writeHead();
    }
  }

  /** Why nothing can be sent now; whatever is not sent is a definite no. */
  Optional<String> obstacle() {
    if (over) {
      return Optional.of("the command stream has ended");
    }
    if (waiting.size() >= window) {
      return Optional.of("%d commands are unanswered".formatted(window));
    }
    return bytes >= MOST_BYTES
        ? Optional.of("%d bytes of commands are unanswered".formatted(bytes))
        : Optional.empty();
  }

  /** Sends a command for which there is no {@link #obstacle}; fails when nobody can tell. */
  Future<CommandAnswer> send(Command.Builder command) {
    long its = ++number;
    Command message = command.setNumber(its).build();
    Promise<CommandAnswer> answer = Promise.promise();
    long timer = vertx.setTimer(answerMs, late -> swallowed());
    waiting.put(its, new Waiting(answer, timer, message.getSerializedSize()));
    bytes += message.getSerializedSize();
    call.response().write(message);
    return answer.future();
  }

  void answered(CommandAnswer answer) {
    Waiting command = waiting.remove(answer.getNumber());
    if (command != null) {
      vertx.cancelTimer(command.timer);
      bytes -= command.bytes;
      command.answer.complete(answer);
    }
  }

  /** A stream that swallows commands would swallow the next ones, too. */
  private void swallowed() {
    end(
        GrpcStatus.DEADLINE_EXCEEDED,
        "a command was not answered within %d ms".formatted(answerMs));
  }

  /** Says goodbye with the reason. */
  void end(GrpcStatus status, String reason) {
    if (!over) {
      call.response().status(status).statusMessage(reason).end();
      broken(reason);
    }
  }

  /** The stream is gone; nothing can be said over it any more. */
  void broken(String reason) {
    if (over) {
      return;
    }
    over = true;
    for (Waiting command : waiting.values()) {
      vertx.cancelTimer(command.timer);
      command.answer.fail(Refusal.unavailable("the command stream ended: " + reason));
    }
    waiting.clear();
    ended.complete();
  }

  /** Ends the connection where its other end is gone. */
  void prove(Duration within, Handler<Void> proven) {
    call.connection()
        .ping(Buffer.buffer("commands"))
        .timeout(within.toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(pong -> proven.handle(null))
        .onFailure(
            silent -> {
              call.connection().close();
              broken("the client does not answer");
            });
  }

  private record Waiting(Promise<CommandAnswer> answer, long timer, int bytes) {}
}
