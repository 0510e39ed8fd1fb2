package io.fss.registry;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The sessions that are renewed, at most one a client. */
final class Roster {
  private final Map<String, Session> sessions = new LinkedHashMap<>();
  private final Map<ClientName, Session> byName = new HashMap<>();

  Optional<Session> find(String id) {
    return Optional.ofNullable(sessions.get(id));
  }

  Optional<Session> of(ClientName name) {
    return Optional.ofNullable(byName.get(name));
  }

  void add(Session session) {
    sessions.put(session.id(), session);
    byName.put(session.name(), session);
  }

  void remove(Session session) {
    sessions.remove(session.id(), session);
    byName.remove(session.name(), session);
  }

  /** The offline session that is silent for longest. */
  Optional<Session> longestGone() {
    return sessions.values().stream()
        .filter(session -> !session.online())
        .min(Comparator.comparingLong(Session::since));
  }

  Collection<Session> all() {
    return sessions.values();
  }

  int size() {
    return sessions.size();
  }
}
