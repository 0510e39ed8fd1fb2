package io.fss.scheduler;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** How often and when clients were given tasks of a demand, as far as this scheduler gave them. */
final class Uses {
  private final Map<Demand, Map<String, Use>> uses = new HashMap<>();
  private long clock;

  private static final class Use {
    private long times;
    private long last;
  }

  /** A client was given a task. */
  void given(Demand demand, String session) {
    Use use = use(demand, session);
    use.times++;
    use.last = ++clock;
  }

  /** In which place it was given its last one; smaller is longer ago. */
  long last(Demand demand, String session) {
    return use(demand, session).last;
  }

  long times(Demand demand, String session) {
    return use(demand, session).times;
  }

  private Use use(Demand demand, String session) {
    Map<String, Use> sessions = uses.computeIfAbsent(demand, key -> new HashMap<>());
    Use use = sessions.get(session);
    if (use == null) {
      use = new Use();
      // Who has just come makes up for nothing: it would be given all there is for a long time.
      use.times = sessions.values().stream().mapToLong(other -> other.times).min().orElse(0);
      sessions.put(session, use);
    }
    return use;
  }

  /** Forgets sessions that are gone, and demands without any. */
  void retain(Predicate<String> online) {
    uses.values().forEach(sessions -> sessions.keySet().removeIf(online.negate()));
    uses.values().removeIf(Map::isEmpty);
  }
}
