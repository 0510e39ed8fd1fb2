package io.fss.registry;

import io.fss.kernel.Clock;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.bus.v1.ClientsChanged;
import io.fss.registry.SessionStore.Sighting;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the store and compares it with what was read before. Sessions of other registries appear
 * here so, and only what was seen to stand still over one epoch of the store counts as silent.
 */
final class Lookout {
  private static final Logger log = LoggerFactory.getLogger(Lookout.class);

  /** Long enough that a process that was frozen beyond it has been given up by everybody. */
  private static final Duration REPLACED_REMEMBERED = Duration.ofHours(1);

  /** Readings after which every registration was read again. */
  private static final int TURNS = 60;

  private final Clock clock;
  private final SessionStore store;
  private final Floor floor;
  private final Map<String, Long> marks = new HashMap<>();
  private String epoch = "";
  private int turn;
  private Throwable blind;

  Lookout(Clock clock, SessionStore store, Floor floor) {
    this.clock = clock;
    this.store = store;
    this.floor = floor;
  }

  /** Why the store cannot be read at present; then nothing is known of any silence. */
  Optional<Throwable> blind() {
    return Optional.ofNullable(blind);
  }

  /** One reading. Fails when the store cannot be read. */
  Future<Void> look() {
    long asked = floor.watch().nanos();
    return store
        .sight()
        .compose(
            sighting -> {
              blind = null;
              return saw(sighting, asked);
            })
        .onFailure(failure -> blind = failure);
  }

  private Future<Void> saw(Sighting sighting, long asked) {
    List<Known> known = known(sighting);
    boolean older = wentBack(known);
    if (older || !sighting.epoch().equals(epoch)) {
      if (older) {
        log.warn("the store of sessions is an older copy: silence is observed anew");
      }
      epoch = sighting.epoch();
      floor.restart();
    }
    floor.watch().saw(asked);
    List<String> unknown = compare(known, sighting);
    floor.feed().publish();
    unknown.addAll(turn());
    return refresh(unknown);
  }

  private List<Known> known(Sighting sighting) {
    List<Known> known = new ArrayList<>(floor.roster().size());
    for (Session session : floor.roster().all()) {
      known.add(new Known(session, sighting.pulses().get(session.id())));
    }
    return known;
  }

  private static boolean wentBack(List<Known> known) {
    boolean older = false;
    for (Known each : known) {
      Pulse pulse = each.pulse;
      if (pulse != null && pulse.renewable() && pulse.counter() < each.session.counter()) {
        each.session.wentBack(pulse);
        older = true;
      }
    }
    return older;
  }

  private List<String> compare(List<Known> known, Sighting sighting) {
    // A counter stands still from when it was first seen, which is now; it was last seen when it
    // was asked for, at the least. So a slow answer makes silences shorter, never longer.
    long now = floor.watch().nanos();
    long millis = clock.millis();
    for (Known each : known) {
      Session session = each.session;
      Pulse pulse = each.pulse;
      if (pulse == null) {
        session.missing(now);
      } else if (pulse.ended()) {
        floor.end(session.id(), "to another registry");
      } else if (pulse.replaced()) {
        floor.replace(session);
      } else if (pulse.counter() > session.counter() && session.beat(pulse, now, millis)) {
        floor.feed().changed(session);
      }
    }
    List<String> unknown = new ArrayList<>();
    marks.keySet().retainAll(sighting.pulses().keySet());
    sighting.pulses().forEach((id, pulse) -> sort(id, pulse, unknown));
    return unknown;
  }

  private void sort(String id, Pulse pulse, List<String> unknown) {
    if (!pulse.renewable()) {
      mark(id, pulse);
    } else if (floor.roster().find(id).isEmpty()) {
      unknown.add(id);
    }
  }

  private void mark(String id, Pulse pulse) {
    long now = floor.watch().nanos();
    Long since = marks.putIfAbsent(id, now);
    Duration remembered = pulse.ended() ? Silences.REMEMBERED : REPLACED_REMEMBERED;
    if (since == null) {
      if (pulse.ended()) {
        floor.silences().ended(id, now);
      }
    } else if (now - since >= remembered.toNanos()) {
      // Whether it succeeds or not: it is tried again as long as the mark is seen.
      store.remove(id, pulse.counter());
    }
  }

  /** Takes over what is stored of these sessions, those that are not known here included. */
  Future<Void> refresh(Collection<String> sessions) {
    if (sessions.isEmpty()) {
      return Future.succeededFuture();
    }
    return store
        .load(sessions)
        .map(
            loaded -> {
              loaded.forEach(this::refresh);
              floor.feed().publish();
              return null;
            });
  }

  private void refresh(StoredSession stored) {
    Optional<Session> known = floor.roster().find(stored.id());
    if (known.isEmpty()) {
      enter(stored);
    } else if (known.get().redeclare(stored)) {
      floor.feed().changed(known.get());
    }
  }

  /** Another registry tells of clients: where it knows another registration, that is fetched. */
  void told(ClientsChanged delta) {
    if (delta.getRegistry().equals(floor.feed().registry())) {
      return;
    }
    List<String> other =
        delta.getChangedList().stream()
            .filter(
                told ->
                    floor
                        .roster()
                        .find(told.getSession())
                        .map(known -> !known.isAs(told))
                        .orElse(false))
            .map(ClientInfo::getSession)
            .toList();
    // The store is asked in turn anyway: this is only sooner.
    refresh(other).onFailure(away -> log.debug("registrations are read later", away));
  }

  /** A part of all sessions, the next one with each reading: word of a change may get lost. */
  private List<String> turn() {
    List<String> some = new ArrayList<>();
    if (store.shared()) {
      int part = floor.roster().size() / TURNS + 1;
      floor.roster().all().stream()
          .skip(turn)
          .limit(part)
          .forEach(session -> some.add(session.id()));
      turn = some.size() < part ? 0 : turn + part;
    }
    return some;
  }

  /** A session of the store is known from here on, unless what is known is newer. */
  void enter(StoredSession stored) {
    if (!stored.pulse().renewable()
        || floor.roster().find(stored.id()).isPresent()
        || floor.silences().replacedIn(stored.id()).isPresent()) {
      return;
    }
    Optional<Session> holder = floor.roster().of(stored.name());
    if (holder.isPresent()) {
      if (holder.get().registeredAt() > stored.registeredAt()) {
        // The store is an older copy; the newer session registers again with its next heartbeat.
        return;
      }
      floor.replace(holder.get());
    }
    floor.enter(stored);
  }

  /** A session of the roster and what was read of it; null for nothing. */
  private record Known(Session session, Pulse pulse) {}
}
