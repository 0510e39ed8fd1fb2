package io.fss.client;

import io.fss.proto.v1.Command;
import io.fss.proto.v1.CommandAnswer;
import io.fss.proto.v1.CommandsHello;
import io.fss.proto.v1.PlatformGrpcClient;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stream mode: one outbound stream over which commands come and their answers go, on a connection
 * of its own. A stream that broke is opened again, at the next address where one does not answer;
 * attempts, reports and heartbeats go on meanwhile.
 */
final class CommandStream {
  private static final Logger LOG = LoggerFactory.getLogger(FssClient.class);
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final long PING_MS = 10_000;
  private static final long LIVED_NANOS = 10_000_000_000L;

  private final Context context;
  private final PlatformConnection connection;
  private final SessionId session;
  private final Intake intake;
  private final BackOff backOff = new BackOff(100, 5_000);
  private Line line;
  private long timer = -1;
  private boolean wanted;

  CommandStream(Context context, PlatformConnection connection, SessionId session, Intake intake) {
    this.context = context;
    this.connection = connection;
    this.session = session;
    this.intake = intake;
  }

  /** Opens a stream for the session as it is now, in the place of an older one. From any thread. */
  void open() {
    context.runOnContext(
        on -> {
          wanted = true;
          dial();
        });
  }

  /** Ends the stream; none is opened until it is asked for again. From any thread. */
  void close() {
    context.runOnContext(
        on -> {
          wanted = false;
          context.owner().cancelTimer(timer);
          drop();
        });
  }

  private void drop() {
    Line old = line;
    line = null;
    if (old != null) {
      old.hangUp();
    }
  }

  private void dial() {
    context.owner().cancelTimer(timer);
    if (wanted) {
      Line older = line;
      line = new Line(older);
      line.dial();
    }
  }

  private void lost(Line which, CallFailure failure) {
    if (which != line || !wanted) {
      return;
    }
    line = null;
    if (which.livedLong()) {
      backOff.reset();
    }
    connection.lost(which.platform, failure);
    if (CallFailure.isUnknownSession(failure)) {
      // The registration that follows opens the next stream.
      session.failed(which.on, failure);
    }
    // Also then: the registration may have been made already.
    timer = context.owner().setTimer(backOff.pauseMs(), due -> dial());
  }

  /** One stream from its first to its last word; everything happens on the one context. */
  private final class Line {
    private final SessionId.Live on = session.live();
    private final Address platform = connection.platform();
    private Line older;
    private GrpcClientRequest<CommandAnswer, Command> request;
    private boolean over;
    private long acceptedNanos;
    private long pings = -1;
    private long deadline = -1;

    private Line(Line older) {
      this.older = older;
    }

    private void dial() {
      deadline =
          context
              .owner()
              .setTimer(
                  DEADLINE.toMillis(),
                  late -> end(new CallFailure(GrpcStatus.DEADLINE_EXCEEDED, "no answer to hello")));
      connection
          .open(platform, PlatformGrpcClient.Commands)
          .compose(this::hello)
          // In the same turn: what comes with the headers finds its handler.
          .onComplete(this::answered, failure -> end(CallFailure.of(failure, null)));
    }

    private Future<GrpcClientResponse<CommandAnswer, Command>> hello(
        GrpcClientRequest<CommandAnswer, Command> opened) {
      request = opened;
      if (over) {
        hangUp();
      } else {
        opened.exceptionHandler(failure -> end(CallFailure.of(failure, null)));
        opened.write(
            CommandAnswer.newBuilder()
                .setHello(CommandsHello.newBuilder().setSession(on.id()))
                .build());
      }
      return opened.response();
    }

    private void answered(GrpcClientResponse<CommandAnswer, Command> response) {
      if (response.status() != null && response.status() != GrpcStatus.OK) {
        end(new CallFailure(response.status(), response.statusMessage()));
        return;
      }
      response.handler(this::obey);
      response.exceptionHandler(failure -> end(CallFailure.of(failure, null)));
      response.endHandler(ended -> end(reason(response)));
      accepted();
    }

    private void accepted() {
      if (over) {
        return;
      }
      context.owner().cancelTimer(deadline);
      acceptedNanos = System.nanoTime();
      connection.answered(platform);
      if (older != null) {
        older.hangUp();
        older = null;
      }
      LOG.info("commands come over a stream from {}", platform);
      pings = context.owner().setPeriodic(PING_MS, due -> ping());
    }

    private void obey(Command command) {
      if (over) {
        // Nobody would get the answer, and what is not started is asked about.
        return;
      }
      CommandAnswer.Builder answer = CommandAnswer.newBuilder().setNumber(command.getNumber());
      if (command.hasExecute()) {
        answer.setExecute(intake.execute(command.getExecute()));
      } else if (command.hasCancel()) {
        answer.setCancel(intake.cancel(command.getCancel()));
      }
      // A kind of command that this client does not know is answered with nothing but its number.
      request.write(answer.build());
    }

    /** Shows whether the other end is still there: nothing else would, while no command comes. */
    private void ping() {
      request
          .connection()
          .ping(Buffer.buffer("commands"))
          .timeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
          .onFailure(
              silent -> {
                request.connection().close();
                end(new CallFailure(GrpcStatus.UNAVAILABLE, "the platform does not answer"));
              });
    }

    private boolean livedLong() {
      return acceptedNanos != 0 && System.nanoTime() - acceptedNanos > LIVED_NANOS;
    }

    private void end(CallFailure failure) {
      if (!over) {
        hangUp();
        lost(this, failure);
      }
    }

    private void hangUp() {
      over = true;
      context.owner().cancelTimer(deadline);
      context.owner().cancelTimer(pings);
      if (older != null) {
        older.hangUp();
        older = null;
      }
      if (request != null) {
        request.cancel();
      }
    }
  }

  private static CallFailure reason(GrpcClientResponse<?, ?> response) {
    GrpcStatus status = response.status() == null ? GrpcStatus.UNKNOWN : response.status();
    String message = Text.statusMessage(response.trailers().get("grpc-message"));
    return new CallFailure(
        status == GrpcStatus.OK ? GrpcStatus.UNAVAILABLE : status,
        message.isEmpty() ? "the platform ended the command stream" : message);
  }
}
