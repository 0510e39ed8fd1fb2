package io.fss.registry;

import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.SilenceReply;
import io.fss.proto.bus.v1.SilenceRequest;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at every session a few times a second: one timer for all, none per client. */
final class Sweep {
  private static final Logger log = LoggerFactory.getLogger(Sweep.class);
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);
  private static final int MOST_ASKED = Silences.KEPT;

  private final Duration offlineAfter;
  private final Duration shownEvery;
  private final SessionStore store;
  private final Lookout lookout;
  private final Floor floor;
  private final RuleDesk rules;
  private final RegistryMetrics metrics;
  private Future<Void> running = Future.succeededFuture();

  Sweep(
      RegistryOptions options,
      SessionStore store,
      Lookout lookout,
      Floor floor,
      RuleDesk rules,
      RegistryMetrics metrics) {
    this.offlineAfter = options.offlineAfter();
    this.shownEvery = options.offlineAfter().dividedBy(4);
    this.store = store;
    this.lookout = lookout;
    this.floor = floor;
    this.rules = rules;
    this.metrics = metrics;
  }

  /**
   * Reads the store and moves on what is due; answers when it is stored. One that is under way is
   * not joined by another. Without a reading nothing is judged.
   */
  Future<Void> run() {
    if (running.isComplete()) {
      running =
          lookout
              .look()
              .onComplete(looked -> metrics.store(looked.succeeded()))
              .compose(seen -> judge());
    }
    return running;
  }

  private Future<Void> judge() {
    long now = floor.watch().nanos();
    long seen = floor.watch().seen();
    List<Session> gone = new ArrayList<>();
    for (Session session : floor.roster().all()) {
      Duration silence = session.silence(seen);
      if (session.online() && silence.compareTo(offlineAfter) >= 0) {
        session.offline();
        floor.feed().changed(session);
        log.warn("client {} is offline: silent for {}", session.name(), silence);
      } else if (silence.compareTo(offlineAfter.plus(FORGOTTEN_AFTER)) >= 0) {
        gone.add(session);
      } else if (session.outdated(now, shownEvery)) {
        floor.feed().changed(session);
      }
    }
    gone.forEach(floor::forget);
    gone.forEach(rules::retire);
    int online = (int) floor.roster().all().stream().filter(Session::online).count();
    metrics.clients(online, floor.roster().size() - online);
    floor.silences().sweep(now);
    floor.feed().publish();
    return Future.join(
            gone.stream().map(session -> store.remove(session.id(), session.counter())).toList())
        .mapEmpty();
  }

  /** How long sessions were observed to be silent. */
  Future<SilenceReply> silence(SilenceRequest request) {
    if (request.getSessionsCount() > MOST_ASKED) {
      return Future.failedFuture(
          Refusal.invalid("sessions", request.getSessionsCount(), "must be at most " + MOST_ASKED));
    }
    if (lookout.blind().isPresent()) {
      return Future.failedFuture(lookout.blind().get());
    }
    long now = floor.watch().nanos();
    long seen = floor.watch().seen();
    SilenceReply.Builder reply = SilenceReply.newBuilder();
    for (String id : request.getSessionsList()) {
      reply.addSilences(
          floor
              .roster()
              .find(id)
              .map(known -> Silences.silence(id, known.silence(seen).toMillis(), known.counter()))
              .orElseGet(() -> floor.silences().of(id, seen, now)));
    }
    return Future.succeededFuture(reply.build());
  }
}
