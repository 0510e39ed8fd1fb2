package io.fss.registry;

import io.fss.kernel.Clock;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.QuestionBatch;
import io.fss.proto.v1.HeartbeatReply;
import io.fss.proto.v1.HeartbeatRequest;
import io.vertx.core.Future;
import java.util.OptionalLong;

/** Takes signs of life, with answers on the way in and questions on the way out. */
final class Heartbeats {
  private final Clock clock;
  private final SessionStore store;
  private final Floor floor;
  private final AnswerForwarder forwarder;

  Heartbeats(Clock clock, SessionStore store, Floor floor, AnswerForwarder forwarder) {
    this.clock = clock;
    this.store = store;
    this.floor = floor;
    this.forwarder = forwarder;
  }

  Future<HeartbeatReply> beat(HeartbeatRequest request) {
    if (request.getCounter() < 1) {
      return Future.failedFuture(
          Refusal.invalid("counter", request.getCounter(), "must be 1 or more"));
    }
    if (floor.roster().find(request.getSession()).isEmpty()) {
      return Future.failedFuture(unknown(request.getSession()));
    }
    return store.beat(request.getSession(), request.getCounter()).map(at -> stored(request, at));
  }

  private HeartbeatReply stored(HeartbeatRequest request, OptionalLong counter) {
    // Looked up again: it may have been replaced while the counter was stored.
    Session session = floor.roster().find(request.getSession()).orElse(null);
    if (session == null || counter.isEmpty()) {
      throw unknown(request.getSession());
    }
    if (request.getCounter() > session.counter() && counter.getAsLong() == request.getCounter()) {
      session.questions().heard();
      // A client refuses what carries no heartbeat number when it has run for longer than a lease.
      boolean first = session.counter() == 0;
      if (session.beat(request, floor.watch().nanos(), clock.millis()) || first) {
        floor.changed(session);
      }
    }
    if (request.getAnswersCount() > 0) {
      forwarder.forward(session, request.getAnswersList());
    }
    HeartbeatReply.Builder reply =
        HeartbeatReply.newBuilder()
            .setCounter(counter.getAsLong())
            .setServerTimeAtMs(clock.millis());
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
