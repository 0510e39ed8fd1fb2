package io.fss.client;

import io.fss.proto.v1.Command;
import io.fss.proto.v1.CommandAnswer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** The platform's end of command streams; the last one that said hello is the current one. */
final class FakeCommands {
  /** Sessions that said hello, in order. */
  final List<String> hellos = new CopyOnWriteArrayList<>();

  volatile GrpcStatus refuse;
  private final Map<Long, Promise<CommandAnswer>> waiting = new ConcurrentHashMap<>();
  private final AtomicLong number = new AtomicLong();
  private volatile GrpcServerRequest<CommandAnswer, Command> current;
  private volatile Context context;

  void open(ReadStream<CommandAnswer> request) {
    @SuppressWarnings("unchecked") // what the generated service hands over
    GrpcServerRequest<CommandAnswer, Command> call =
        (GrpcServerRequest<CommandAnswer, Command>) request;
    context = Vertx.currentContext();
    call.exceptionHandler(gone -> over(call));
    call.errorHandler(cancelled -> over(call));
    call.endHandler(end -> over(call));
    call.handler(answer -> said(call, answer));
  }

  private void said(GrpcServerRequest<CommandAnswer, Command> call, CommandAnswer answer) {
    if (!answer.hasHello()) {
      waiting.remove(answer.getNumber()).complete(answer);
      return;
    }
    hellos.add(answer.getHello().getSession());
    if (refuse != null) {
      end(call.response(), refuse, "not you");
      return;
    }
    GrpcServerRequest<CommandAnswer, Command> older = current;
    current = call;
    call.response().writeHead();
    if (older != null) {
      end(older.response(), GrpcStatus.ABORTED, "a newer stream took its place");
    }
  }

  private static void end(GrpcServerResponse<?, ?> response, GrpcStatus status, String message) {
    response.status(status).statusMessage(message).end();
  }

  private void over(GrpcServerRequest<CommandAnswer, Command> call) {
    if (current == call) {
      current = null;
    }
  }

  boolean isOpen() {
    return current != null;
  }

  /** The answer of the client; may be asked for any number of commands at a time. */
  Future<CommandAnswer> send(Command.Builder command) {
    Await.until("a command stream", this::isOpen);
    long its = number.incrementAndGet();
    Promise<CommandAnswer> answer = Promise.promise();
    waiting.put(its, answer);
    GrpcServerRequest<CommandAnswer, Command> call = current;
    context.runOnContext(
        on -> {
          try {
            call.response().write(command.setNumber(its).build());
          } catch (IllegalStateException closed) {
            answer.fail(closed);
          }
        });
    return answer.future();
  }

  /** Ends the stream in good order, with that status. */
  void end(GrpcStatus status) {
    GrpcServerRequest<CommandAnswer, Command> call = current;
    current = null;
    context.runOnContext(on -> end(call.response(), status, "ended by the test"));
  }

  /** The connection breaks. */
  void cut() {
    Await.await(current.connection().close());
  }
}
