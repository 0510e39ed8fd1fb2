package io.fss.registry;

import io.fss.proto.bus.v1.Silence;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Silence of sessions that are not renewed here: replaced, forgotten, ended, or named by somebody's
 * rows and never seen. Bounded: beyond the limit what was asked about longest ago is dropped, and
 * observed anew when it is asked about again.
 */
final class Silences {
  static final int KEPT = 100_000;
  static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final long FOR_EVER = Long.MAX_VALUE / 2;

  private final Map<String, Observation> observed = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Long> ended = new LinkedHashMap<>();

  /** A newer process took the client's place; from here on this session is not renewed. */
  void replaced(Session session) {
    keep(session, true);
  }

  /** Silent for so long that the registry forgets it, but not its silence. */
  void forgotten(Session session) {
    keep(session, false);
  }

  /** The client said goodbye after its last attempt: nothing of it runs any more. */
  void ended(String session, long now) {
    observed.remove(session);
    ended.putIfAbsent(session, now);
    trim(ended);
  }

  /** The session is renewed again: whatever was observed here has ended. */
  void renewed(String session) {
    observed.remove(session);
    ended.remove(session);
  }

  /** The client whose newer process took this session's place, if one did. */
  Optional<ClientName> replacedIn(String session) {
    return Optional.ofNullable(observed.get(session))
        .filter(Observation::replaced)
        .map(Observation::client);
  }

  /** Whatever was seen before counts no more, but goodbyes do. */
  void restart(long now) {
    observed.replaceAll(
        (session, known) ->
            new Observation(known.counter(), now, known.client(), known.replaced()));
  }

  /**
   * For how long the session is silent; one that was never asked about is observed from now.
   *
   * @param seen up to when the store was read
   */
  Silence of(String session, long seen, long now) {
    if (ended.containsKey(session)) {
      return silence(session, FOR_EVER, 0);
    }
    Observation known =
        observed.computeIfAbsent(session, unseen -> new Observation(0, now, null, false));
    trim(observed);
    return silence(session, Math.max(0, seen - known.since()) / 1_000_000, known.counter());
  }

  static Silence silence(String session, long millis, long counter) {
    return Silence.newBuilder().setSession(session).setSilentMs(millis).setCounter(counter).build();
  }

  /** Forgets goodbyes of long ago. */
  void sweep(long now) {
    Iterator<Long> oldest = ended.values().iterator();
    while (oldest.hasNext() && now - oldest.next() >= REMEMBERED.toNanos()) {
      oldest.remove();
    }
  }

  private void keep(Session session, boolean replaced) {
    observed.put(
        session.id(),
        new Observation(session.counter(), session.since(), session.name(), replaced));
    trim(observed);
  }

  private static void trim(Map<String, ?> map) {
    if (map.size() > KEPT) {
      map.remove(map.keySet().iterator().next());
    }
  }

  private record Observation(long counter, long since, ClientName client, boolean replaced) {}
}
