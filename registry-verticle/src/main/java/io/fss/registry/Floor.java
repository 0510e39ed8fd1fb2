package io.fss.registry;

import io.fss.proto.bus.v1.ClientRule;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions come, change and go: keeps the roster, the silences and the view in step.
 *
 * @param roster the sessions that are renewed
 * @param silences silence of all others
 * @param feed tells everybody
 * @param watch the time that was observed
 * @param rules what operators want
 */
record Floor(Roster roster, Silences silences, ViewFeed feed, Watch watch, Rules rules) {
  private static final Logger log = LoggerFactory.getLogger(Floor.class);

  void enter(StoredSession stored) {
    Session session = new Session(stored, watch.nanos());
    session.rule(rules.of(session.name(), session.id()));
    silences.renewed(session.id());
    roster.add(session);
    log.info("client {} came with session {}", session.name(), session.id());
    changed(session);
  }

  void changed(Session session) {
    feed.changed(session);
    feed.publish();
  }

  /** Operators want this of clients from now on. */
  void rule(Collection<ClientRule> read) {
    rules.replace(read);
    for (Session session : roster.all()) {
      if (session.rule(rules.of(session.name(), session.id()))) {
        feed.changed(session);
      }
    }
    feed.publish();
  }

  /** Published together with the newer process that takes its place. */
  void replace(Session session) {
    silences.replaced(session);
    leave(session);
    log.info("client {}: a newer process replaces session {}", session.name(), session.id());
  }

  /** Published with the next change. */
  void forget(Session session) {
    silences.forgotten(session);
    leave(session);
    log.info("client {} is forgotten, session {}", session.name(), session.id());
  }

  void end(String session, String reason) {
    silences.ended(session, watch.nanos());
    roster
        .find(session)
        .ifPresent(
            known -> {
              leave(known);
              log.info("client {} said goodbye: {}", known.name(), reason);
            });
    feed.publish();
  }

  /** Begins to observe everything anew. */
  void restart() {
    long now = watch.nanos();
    roster.all().forEach(session -> session.restart(now));
    silences.restart(now);
  }

  private void leave(Session session) {
    roster.remove(session);
    feed.removed(session);
  }
}
