package io.fss.registry;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

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

  private final long offlineAfterNanos;
  private final long forgottenAfterNanos;
  private final long shownEveryNanos;
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
    Duration offlineAfter = options.offlineAfter();
    this.offlineAfterNanos = offlineAfter.toNanos();
    this.forgottenAfterNanos = offlineAfter.plus(FORGOTTEN_AFTER).toNanos();
    this.shownEveryNanos = offlineAfter.dividedBy(4).toNanos();
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
    int online = 0;
    for (Session session : floor.roster().all()) {
      long silence = session.silentNanos(seen);
      if (session.online() && silence >= offlineAfterNanos) {
        session.offline();
        metrics.evicted();
        floor.feed().changed(session);
        log.warn("client {} is offline: silent for {}", session.name(), Duration.ofNanos(silence));
      } else if (silence >= forgottenAfterNanos) {
        gone.add(session);
      } else if (session.outdated(now, shownEveryNanos)) {
        floor.feed().changed(session);
      }
      online += session.online() ? 1 : 0;
    }
    gone.forEach(floor::forget);
    gone.forEach(rules::retire);
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
              .map(
                  known ->
                      Silences.silence(
                          id, NANOSECONDS.toMillis(known.silentNanos(seen)), known.counter()))
              .orElseGet(() -> floor.silences().of(id, seen, now)));
    }
    return Future.succeededFuture(reply.build());
  }
}
