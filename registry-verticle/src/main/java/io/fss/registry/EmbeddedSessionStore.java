package io.fss.registry;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/** Sessions in the memory of the one process there is. Belongs to the registry's context. */
final class EmbeddedSessionStore implements SessionStore {
  private static final String EPOCH = "memory";

  private final Map<String, StoredSession> records = new HashMap<>();
  private final Map<String, Pulse> pulses = new HashMap<>();
  private final Map<ClientName, String> holders = new HashMap<>();

  @Override
  public Future<Placed> put(StoredSession session, boolean overNewer) {
    String id = session.id();
    String holder = holders.getOrDefault(session.name(), id);
    boolean replaces = !holder.equals(id);
    if (replaces && !overNewer && Pulse.REPLACED.equals(pulses.get(id))) {
      return Future.succeededFuture(new Placed(null, holder));
    }
    if (replaces) {
      records.remove(holder);
      pulses.put(holder, Pulse.REPLACED);
    }
    StoredSession known = records.get(id);
    Pulse pulse = known == null ? session.pulse() : pulses.get(id);
    StoredSession stored =
        new StoredSession(
            id,
            session.command(),
            known == null ? session.registeredAt() : known.registeredAt(),
            pulse);
    records.put(id, stored);
    pulses.put(id, pulse);
    holders.put(session.name(), id);
    return Future.succeededFuture(new Placed(stored, replaces ? holder : ""));
  }

  @Override
  public Future<OptionalLong> beat(String session, Pulse pulse) {
    Pulse known = pulses.get(session);
    if (known == null || !known.renewable()) {
      return Future.succeededFuture(OptionalLong.empty());
    }
    if (pulse.counter() > known.counter()) {
      pulses.put(session, pulse);
    }
    return Future.succeededFuture(OptionalLong.of(Math.max(pulse.counter(), known.counter())));
  }

  @Override
  public Future<Void> end(String session) {
    if (pulses.computeIfPresent(session, (id, known) -> Pulse.ENDED) != null) {
      leave(session);
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> remove(String session, long counter) {
    Pulse known = pulses.get(session);
    if (known != null && known.counter() == counter) {
      pulses.remove(session);
      leave(session);
    }
    return Future.succeededFuture();
  }

  private void leave(String session) {
    StoredSession known = records.remove(session);
    if (known != null) {
      holders.remove(known.name(), session);
    }
  }

  @Override
  public Future<Sighting> sight() {
    return Future.succeededFuture(new Sighting(EPOCH, new HashMap<>(pulses)));
  }

  @Override
  public Future<List<StoredSession>> load(Collection<String> sessions) {
    return Future.succeededFuture(
        sessions.stream()
            .map(records::get)
            .filter(Objects::nonNull)
            .map(
                known ->
                    new StoredSession(
                        known.id(), known.command(), known.registeredAt(), pulses.get(known.id())))
            .toList());
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
