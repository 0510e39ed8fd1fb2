package io.fss.client;

import io.fss.proto.v1.AttemptAnswer;
import io.fss.proto.v1.HeartbeatReply;
import io.fss.proto.v1.HeartbeatRequest;
import io.fss.proto.v1.PlatformGrpcClient;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Proves life on a schedule, on a context and a connection of its own. A heartbeat that brought
 * questions is followed by one with their answers at once.
 */
final class Heartbeat {
  private static final long RETRY_MS = 500;
  private static final long ANSWER_PAUSE_MS = 50;
  private static final long LONGEST_CALL_MS = 5_000;

  private final Context context;
  private final Calls connection;
  private final SessionId session;
  private final Pulse pulse;
  private final Attempts attempts;
  private final int capacity;
  private final BooleanSupplier draining;
  private final Orders orders;
  private final Load load = new Load();
  private long intervalMs;
  private long timer = -1;
  private boolean beating;
  private boolean flying;
  private List<AttemptAnswer> answers = List.of();

  Heartbeat(
      Context context,
      Calls connection,
      SessionId session,
      Pulse pulse,
      Attempts attempts,
      ClientOptions options,
      BooleanSupplier draining,
      Orders orders) {
    this.context = context;
    this.connection = connection;
    this.session = session;
    this.pulse = pulse;
    this.attempts = attempts;
    this.capacity = options.capacity();
    this.draining = draining;
    this.orders = orders;
    this.intervalMs = options.heartbeat().toMillis();
  }

  /** Beats at once and then on schedule; 0 keeps the interval. */
  void start(long everyMs) {
    interval(everyMs);
    beating = true;
    beat();
  }

  void stop() {
    beating = false;
    context.owner().cancelTimer(timer);
  }

  private void interval(long everyMs) {
    if (everyMs > 0) {
      intervalMs = Math.max(100, everyMs);
    }
  }

  private void beat() {
    if (!beating || flying) {
      return;
    }
    flying = true;
    SessionId.Live on = session.live();
    boolean answering = !answers.isEmpty();
    HeartbeatRequest request = request(on.id());
    answers = List.of();
    long deadline = Math.max(1_000, Math.min(LONGEST_CALL_MS, intervalMs));
    connection
        .call(PlatformGrpcClient.Heartbeat, request, Duration.ofMillis(deadline))
        .onComplete(reply -> landed(reply, answering), failure -> failed(on, failure));
  }

  private HeartbeatRequest request(String id) {
    return HeartbeatRequest.newBuilder()
        .setSession(id)
        .setCounter(pulse.send())
        .setRunning(attempts.running())
        .setCapacity(capacity)
        .setCpuLoad(load.cpu())
        .setMemoryUsedBytes(load.memory())
        .addAllAnswers(answers)
        .setDraining(draining.getAsBoolean())
        .build();
  }

  private void landed(HeartbeatReply reply, boolean answered) {
    flying = false;
    // A process that was frozen may get here before its fence looks: what outlived its lease
    // meanwhile must not be saved by the new acknowledgement.
    attempts.fence();
    pulse.acknowledged(reply.getCounter());
    interval(reply.getHeartbeatIntervalMs());
    reply.getCancelsList().forEach(attempts::cancel);
    orders.given(reply.getOrder());
    answers = reply.getQuestionsList().stream().map(attempts::answer).toList();
    // A platform that asks again with every reply must not turn heartbeats into a busy loop.
    next(answers.isEmpty() ? intervalMs : answered ? ANSWER_PAUSE_MS : 0);
  }

  private void failed(SessionId.Live on, Throwable failure) {
    flying = false;
    if (CallFailure.isUnknownSession(failure) && on.equals(session.live())) {
      // The new session will start the heartbeat again.
      session.failed(on, failure);
      return;
    }
    next(Math.min(intervalMs, new BackOff(RETRY_MS, RETRY_MS).pauseMs()));
  }

  private void next(long ms) {
    if (!beating) {
      return;
    }
    context.owner().cancelTimer(timer);
    if (ms == 0) {
      beat();
    } else {
      timer = context.owner().setTimer(ms, due -> beat());
    }
  }
}
