package io.fss.client;

import io.fss.proto.v1.DeregisterRequest;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.Mode;
import io.fss.proto.v1.PlatformGrpcClient;
import io.fss.proto.v1.RegisterReply;
import io.fss.proto.v1.RegisterRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the session: registers for as long as it takes, and again with the same incarnation when
 * the platform does not know the session any more; running attempts go on meanwhile.
 */
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(FssClient.class);
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final Context context;
  private final Calls connection;
  private final SessionId id;
  private final Pulse pulse;
  private final ClientClock clock;
  private final Heartbeat heartbeat;
  private final Announcement announcement;
  private final Addresses addresses;
  private final CommandStream stream;
  private final BackOff backOff = new BackOff(200, 5_000);
  private final Promise<Void> opened = Promise.promise();
  private RegisterRequest request;
  private boolean registering;
  private boolean closed;

  Session(
      Context context,
      Calls connection,
      SessionId id,
      Pulse pulse,
      ClientClock clock,
      Heartbeat heartbeat,
      Announcement announcement,
      Addresses addresses,
      CommandStream stream) {
    this.context = context;
    this.connection = connection;
    this.id = id;
    this.pulse = pulse;
    this.clock = clock;
    this.heartbeat = heartbeat;
    this.announcement = announcement;
    this.addresses = addresses;
    this.stream = stream;
  }

  /**
   * Succeeds with the first registration; fails only when the platform calls it invalid or another
   * process is online under the same name.
   *
   * @param endpoint where this client listens, or null
   */
  Future<Void> open(Endpoint endpoint) {
    request = announcement.request(endpoint);
    id.onTrouble(this::trouble);
    context.runOnContext(on -> register());
    return opened.future();
  }

  /**
   * Says goodbye, then stops to prove life. Never fails: a lost goodbye costs the platform 10 s.
   */
  Future<Void> leave(String reason) {
    Promise<Void> left = Promise.promise();
    context.runOnContext(on -> deregister(reason).onComplete(left));
    return left.future();
  }

  /** Stops to prove life without a goodbye: the leases decide about what may still run here. */
  Future<Void> fallSilent() {
    Promise<Void> silent = Promise.promise();
    context.runOnContext(
        on -> {
          stop();
          silent.complete();
        });
    return silent.future();
  }

  private void trouble(SessionId.Live on, Throwable failure) {
    if (CallFailure.isUnknownSession(failure)) {
      context.runOnContext(go -> renew(on));
    }
  }

  private void renew(SessionId.Live on) {
    // Several calls notice the same loss; only the first of them matters.
    if (on.equals(id.live()) && !registering && !closed) {
      LOG.info("the platform does not know session {} any more, registering again", on.id());
      id.lost();
      heartbeat.stop();
      register();
    }
  }

  private void register() {
    if (closed) {
      return;
    }
    registering = true;
    long nanos = clock.nanos();
    long millis = clock.millis();
    connection
        .call(PlatformGrpcClient.Register, request, DEADLINE)
        .onComplete(reply -> registered(reply, nanos, millis), this::refused);
  }

  private void registered(RegisterReply reply, long sentNanos, long sentMillis) {
    registering = false;
    if (closed) {
      return;
    }
    backOff.reset();
    pulse.registered(sentNanos, sentMillis);
    id.registered(reply.getSession());
    announcement.tell(reply, addresses.current());
    // What the code declares is said once: coming back must depend on nobody but the registry, and
    // must not bring back a task group that an operator deleted meanwhile.
    request = request.toBuilder().clearGroups().build();
    heartbeat.start(reply.getHeartbeatIntervalMs());
    if (streaming(reply)) {
      stream.open();
    } else {
      stream.close();
    }
    opened.tryComplete();
  }

  /** The platform says which way it takes; one that does not takes the one it was asked for. */
  private boolean streaming(RegisterReply reply) {
    Mode mode = reply.getMode();
    return (mode == Mode.MODE_UNSPECIFIED ? request.getMode() : mode) == Mode.MODE_STREAM;
  }

  private void refused(Throwable failure) {
    registering = false;
    if (CallFailure.isReplaced(failure) && !closed) {
      giveUp(failure);
      return;
    }
    if (CallFailure.isInvalid(failure) && opened.tryFail(failure)) {
      closed = true;
      return;
    }
    if (!closed) {
      registering = true;
      context.owner().setTimer(backOff.pauseMs(), due -> register());
    }
  }

  /** Two processes under one name would throw each other out for ever; the newer one stays. */
  private void giveUp(Throwable failure) {
    // Attempts that run here end by their leases: heartbeats have stopped and stay so.
    closed = true;
    id.lost();
    stream.close();
    LOG.error("{} ({})", announcement.replaced(), failure.getMessage());
    opened.tryFail(new IllegalStateException(announcement.replaced(), failure));
  }

  private void stop() {
    closed = true;
    id.lost();
    heartbeat.stop();
    stream.close();
    opened.tryFail("the client was closed before it could register");
  }

  private Future<Void> deregister(String reason) {
    stop();
    if (id.value().isEmpty()) {
      return Future.succeededFuture();
    }
    DeregisterRequest goodbye =
        DeregisterRequest.newBuilder().setSession(id.value()).setReason(reason).build();
    return connection
        .call(PlatformGrpcClient.Deregister, goodbye, DEADLINE)
        .<Void>mapEmpty()
        .recover(
            failure -> {
              LOG.info("could not say goodbye to the platform: {}", failure.getMessage());
              return Future.succeededFuture();
            });
  }
}
