package io.fss.registry;

import io.fss.kernel.Clock;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.HeartbeatBatch;
import io.fss.proto.bus.v1.HeartbeatBatchReply;
import io.fss.proto.bus.v1.HeartbeatRefusal;
import io.fss.proto.bus.v1.HeartbeatResult;
import io.fss.proto.bus.v1.QuestionBatch;
import io.fss.proto.v1.ClientOrder;
import io.fss.proto.v1.HeartbeatReply;
import io.fss.proto.v1.HeartbeatRequest;
import io.vertx.core.Future;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes signs of life, with answers on the way in and questions on the way out. */
final class Heartbeats {
  private static final Logger log = LoggerFactory.getLogger(Heartbeats.class);

  private final Clock clock;
  private final SessionStore store;
  private final Floor floor;
  private final Lookout lookout;
  private final AnswerForwarder forwarder;
  private final RegistryMetrics metrics;

  Heartbeats(
      Clock clock,
      SessionStore store,
      Floor floor,
      Lookout lookout,
      AnswerForwarder forwarder,
      RegistryMetrics metrics) {
    this.clock = clock;
    this.store = store;
    this.floor = floor;
    this.lookout = lookout;
    this.forwarder = forwarder;
    this.metrics = metrics;
  }

  /** Takes each by itself: what spoils one does nothing to the others. */
  Future<HeartbeatBatchReply> beat(HeartbeatBatch batch) {
    List<Future<HeartbeatResult>> results =
        batch.getHeartbeatsList().stream().map(this::result).toList();
    return Future.join(results)
        .map(
            all ->
                HeartbeatBatchReply.newBuilder()
                    .addAllResults(results.stream().map(Future::result).toList())
                    .build());
  }

  private Future<HeartbeatResult> result(HeartbeatRequest request) {
    return Future.succeededFuture(request)
        .compose(this::beat)
        .onComplete(beat -> metrics.heartbeat(beat.succeeded()))
        .map(reply -> HeartbeatResult.newBuilder().setReply(reply).build())
        .otherwise(failure -> HeartbeatResult.newBuilder().setRefused(refused(failure)).build());
  }

  private static HeartbeatRefusal refused(Throwable failure) {
    HeartbeatRefusal.Builder told =
        HeartbeatRefusal.newBuilder().setMessage(String.valueOf(failure.getMessage()));
    if (failure instanceof Refusal refusal) {
      return told.setCode(refusal.kind().code()).build();
    }
    log.error("a heartbeat could not be taken", failure);
    return told.setCode(Refusal.Kind.UNAVAILABLE.code()).build();
  }

  private Future<HeartbeatReply> beat(HeartbeatRequest request) {
    if (request.getCounter() < 1) {
      return Future.failedFuture(
          Refusal.invalid("counter", request.getCounter(), "must be 1 or more"));
    }
    String session = request.getSession();
    if (!SessionIds.wellFormed(session)) {
      return Future.failedFuture(unknown(session));
    }
    Pulse pulse = Pulse.of(request);
    return store
        .beat(session, pulse)
        .compose(
            counter ->
                counter.isEmpty()
                    ? Future.failedFuture(unknown(session))
                    : known(session).map(known -> stored(request, pulse, counter.getAsLong())));
  }

  /** Fetches a session that registered at another registry a moment ago. */
  private Future<Void> known(String session) {
    if (floor.roster().find(session).isPresent()) {
      return Future.succeededFuture();
    }
    return store
        .load(List.of(session))
        .map(
            loaded -> {
              loaded.forEach(lookout::enter);
              return null;
            });
  }

  private HeartbeatReply stored(HeartbeatRequest request, Pulse pulse, long counter) {
    // Looked up again: it may have been replaced while the counter was stored.
    Session session =
        floor.roster().find(request.getSession()).orElseThrow(() -> unknown(request.getSession()));
    if (pulse.counter() > session.counter() && counter == pulse.counter()) {
      session.questions().heard();
      if (session.beat(pulse, floor.watch().nanos(), clock.millis())) {
        floor.changed(session);
      }
    }
    if (request.getAnswersCount() > 0) {
      forwarder.forward(session, request.getAnswersList());
    }
    HeartbeatReply.Builder reply =
        HeartbeatReply.newBuilder().setCounter(counter).setServerTimeAtMs(clock.millis());
    session
        .rule()
        .ifPresent(
            rule ->
                reply.setOrder(
                    ClientOrder.newBuilder().setDeed(rule.getDeed()).setReason(rule.getReason())));
    session.questions().handOut(reply);
    return reply.build();
  }

  private Refusal unknown(String session) {
    return floor
        .silences()
        .replacedIn(session)
        .map(
            client ->
                Refusal.notFound(
                    "session %s was replaced by a newer process of client %s"
                        .formatted(session, client)))
        .orElseGet(() -> Refusal.notFound("session %s is not known".formatted(session)));
  }

  /** Questions to sessions that are not here are dropped: the scheduler asks again. */
  void ask(QuestionBatch batch) {
    batch
        .getSessionsList()
        .forEach(
            more ->
                floor
                    .roster()
                    .find(more.getSession())
                    .ifPresent(session -> session.questions().add(more)));
  }
}
