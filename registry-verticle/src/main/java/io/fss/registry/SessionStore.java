package io.fss.registry;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Where sessions are kept: a registration and a counter each. An entry has no life of its own: it
 * neither ages nor expires, and its absence proves nothing. Losing all of them costs seconds, since
 * clients whose session is unknown register again. Every call may fail as unavailable; what was
 * asked may have been done then.
 */
interface SessionStore {

  /**
   * Stores a registration; the client's earlier session is renewed no more. Where the session is
   * there already, its counter and the time of its first registration stay.
   *
   * @param overNewer whether a session that a newer one replaced may take its place back
   */
  Future<Placed> put(StoredSession session, boolean overNewer);

  /**
   * Stores a heartbeat if its counter is greater than the stored one.
   *
   * @return the counter that is stored now; empty when the session is not there, has ended or was
   *     replaced
   */
  Future<OptionalLong> beat(String session, Pulse pulse);

  /** Takes a goodbye: the session is not renewed, and its end is known until it is removed. */
  Future<Void> end(String session);

  /** Forgets a session, or the mark of its end, unless its counter is another by now. */
  Future<Void> remove(String session, long counter);

  /** Reads every counter there is, as of one moment. */
  Future<Sighting> sight();

  /** The registrations of those that are there. */
  Future<List<StoredSession>> load(Collection<String> sessions);

  /** Whether other registries may have the same sessions. */
  boolean shared();

  Future<Void> close();

  /**
   * What became of a registration.
   *
   * @param stored what is stored now; null when the client runs in a newer session
   * @param other the client's session that was replaced, or the newer one; empty for none
   */
  record Placed(StoredSession stored, String other) {
    boolean refused() {
      return stored == null;
    }
  }

  /**
   * A reading of all counters.
   *
   * @param epoch the same as long as one unbroken connection reads one and the same run of one
   *     store; what was read in another epoch may not be compared with it
   * @param pulses by session, marks of sessions that ended included
   */
  record Sighting(String epoch, Map<String, Pulse> pulses) {}
}
