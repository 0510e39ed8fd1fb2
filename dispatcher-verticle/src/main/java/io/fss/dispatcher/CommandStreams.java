package io.fss.dispatcher;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.AttachCommand;
import io.fss.proto.bus.v1.AttachCommand.Deed;
import io.fss.proto.bus.v1.AttachReply;
import io.fss.proto.bus.v1.CancelBatch;
import io.fss.proto.bus.v1.DispatchBatch;
import io.fss.proto.bus.v1.DispatchReply;
import io.fss.proto.bus.v1.StreamReplaced;
import io.fss.proto.v1.CancelReply;
import io.fss.proto.v1.Command;
import io.fss.proto.v1.CommandAnswer;
import io.fss.proto.v1.ExecuteReply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The command streams that this dispatcher holds, one a session. What provably was not written to a
 * stream is a definite no; what was written and not answered leaves everybody in doubt.
 */
final class CommandStreams {
  private static final Logger log = LoggerFactory.getLogger(CommandStreams.class);
  private static final Duration LONGEST_PONG = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Bus bus;
  private final DispatcherOptions options;
  private final Map<String, CommandStream> current = new HashMap<>();
  private boolean closing;

  CommandStreams(Vertx vertx, Bus bus, DispatcherOptions options) {
    this.vertx = vertx;
    this.bus = bus;
    this.options = options;
  }

  Future<DispatchReply> execute(DispatchBatch batch) {
    CommandStream stream = current.get(batch.getRequest().getSession());
    Optional<String> obstacle = obstacle(stream);
    if (obstacle.isPresent()) {
      return Future.succeededFuture(
          DispatchReply.newBuilder().setNotSent(true).setMessage(obstacle.get()).build());
    }
    return stream
        .send(Command.newBuilder().setExecute(batch.getRequest()))
        .map(answer -> DispatchReply.newBuilder().setReply(fitting(stream, answer)).build());
  }

  private static ExecuteReply fitting(CommandStream stream, CommandAnswer answer) {
    if (!answer.hasExecute()) {
      throw strange(stream);
    }
    return answer.getExecute();
  }

  Future<CancelReply> cancel(CancelBatch batch) {
    CommandStream stream = current.get(batch.getRequest().getSession());
    Optional<String> obstacle = obstacle(stream);
    if (obstacle.isPresent()) {
      // Its next heartbeat tells it.
      return Future.failedFuture(Refusal.unavailable(obstacle.get()));
    }
    return stream
        .send(Command.newBuilder().setCancel(batch.getRequest()))
        .map(
            answer -> {
              if (!answer.hasCancel()) {
                throw strange(stream);
              }
              return answer.getCancel();
            });
  }

  private static Refusal strange(CommandStream stream) {
    String said = "the answer to a command must be of its kind";
    stream.end(GrpcStatus.INVALID_ARGUMENT, said);
    return Refusal.unavailable(said);
  }

  private static Optional<String> obstacle(CommandStream stream) {
    return stream == null ? Optional.of("no command stream is here") : stream.obstacle();
  }

  /** Streams that are open. */
  int size() {
    return current.size();
  }

  /** Whether one more may be opened; fails as TOO_MANY or UNAVAILABLE. */
  void admit(String session) {
    if (closing) {
      throw Refusal.unavailable("this dispatcher is shutting down");
    }
    if (current.size() >= options.streams().most() && !current.containsKey(session)) {
      throw new Refusal(
          Refusal.Kind.TOO_MANY,
          "dispatcher.streams.most of %d is reached".formatted(options.streams().most()),
          List.of());
    }
  }

  /**
   * Makes a stream the current one of its session, if that lives and is one of the namespace.
   *
   * @param namespace the caller's token is bound to; empty for all
   */
  Future<Void> open(CommandStream stream, String namespace) {
    return tell(stream, namespace, Deed.OPENED).map(reply -> enter(stream, namespace, reply));
  }

  private Future<AttachReply> tell(CommandStream stream, String namespace, Deed deed) {
    return bus.request(
        Channels.REGISTRY_ATTACH,
        AttachCommand.newBuilder()
            .setSession(stream.session())
            .setNamespace(namespace)
            .setEdge(bus.node())
            .setStream(stream.id())
            .setDeed(deed)
            .build());
  }

  private Void enter(CommandStream stream, String namespace, AttachReply reply) {
    CommandStream older = current.put(stream.session(), stream);
    if (older != null) {
      older.end(GrpcStatus.ABORTED, replaced(stream.session()));
    } else if (!reply.getReplacedStream().isEmpty()) {
      bus.publish(
          Channels.STREAM_REPLACED,
          StreamReplaced.newBuilder()
              .setSession(stream.session())
              .setStream(reply.getReplacedStream())
              .build());
    }
    long timer =
        vertx.setPeriodic(options.streams().proof().toMillis(), due -> prove(stream, namespace));
    stream
        .ended()
        .onComplete(
            over -> {
              vertx.cancelTimer(timer);
              leave(stream, namespace);
            });
    stream.accept();
    return null;
  }

  private static String replaced(String session) {
    return "a newer command stream of session %s took its place".formatted(session);
  }

  /** Another dispatcher has a newer stream of that session. */
  void replacedElsewhere(StreamReplaced message) {
    CommandStream stream = current.get(message.getSession());
    if (stream != null && stream.id().equals(message.getStream())) {
      stream.end(GrpcStatus.ABORTED, replaced(message.getSession()));
    }
  }

  private void prove(CommandStream stream, String namespace) {
    Duration proof = options.streams().proof();
    stream.prove(
        proof.compareTo(LONGEST_PONG) < 0 ? proof : LONGEST_PONG,
        proven ->
            tell(stream, namespace, Deed.KEPT)
                .onFailure(
                    failure -> {
                      if (failure instanceof Refusal refusal) {
                        disproved(stream, refusal);
                      }
                    }));
  }

  private static void disproved(CommandStream stream, Refusal refusal) {
    // A registry that is not there disproves nothing. One that forgot the session does: the client
    // registers again, and opens the next stream.
    if (refusal.kind() != Refusal.Kind.UNAVAILABLE && refusal.kind() != Refusal.Kind.TOO_MANY) {
      stream.end(Statuses.of(refusal), refusal.getMessage());
    }
  }

  private void leave(CommandStream stream, String namespace) {
    // A newer one that took its place is not touched, here or there.
    current.remove(stream.session(), stream);
    tell(stream, namespace, Deed.CLOSED)
        .onFailure(
            failure ->
                log.debug(
                    "the end of the stream of session {} was not noted: {}",
                    stream.session(),
                    failure.getMessage()));
  }

  /** Ends every stream: clients go to another dispatcher. */
  void close() {
    closing = true;
    List.copyOf(current.values())
        .forEach(stream -> stream.end(GrpcStatus.UNAVAILABLE, "this dispatcher is shutting down"));
  }
}
