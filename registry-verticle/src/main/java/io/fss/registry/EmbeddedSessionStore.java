package io.fss.registry;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Sessions in the memory of the one process there is. Belongs to the registry's context. */
final class EmbeddedSessionStore implements SessionStore {
  private final Map<String, StoredSession> sessions = new HashMap<>();

  @Override
  public Future<StoredSession> put(StoredSession session) {
    return Future.succeededFuture(
        sessions.merge(
            session.id(),
            session,
            (known, latest) ->
                new StoredSession(
                    known.id(), latest.command(), known.registeredAt(), known.counter())));
  }

  @Override
  public Future<OptionalLong> beat(String session, long counter) {
    StoredSession known = sessions.get(session);
    if (known == null) {
      return Future.succeededFuture(OptionalLong.empty());
    }
    if (counter <= known.counter()) {
      return Future.succeededFuture(OptionalLong.of(known.counter()));
    }
    sessions.put(
        session, new StoredSession(session, known.command(), known.registeredAt(), counter));
    return Future.succeededFuture(OptionalLong.of(counter));
  }

  @Override
  public Future<Void> remove(String session) {
    sessions.remove(session);
    return Future.succeededFuture();
  }

  @Override
  public Future<List<StoredSession>> all() {
    return Future.succeededFuture(List.copyOf(sessions.values()));
  }
}
