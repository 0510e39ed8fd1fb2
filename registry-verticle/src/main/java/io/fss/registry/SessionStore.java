package io.fss.registry;

import io.vertx.core.Future;
import java.util.List;
import java.util.OptionalLong;

/**
 * Where sessions are kept: a registration and a counter each. An entry has no life of its own: it
 * neither ages nor expires, and its absence proves nothing. Losing all of them costs seconds, since
 * clients whose session is unknown register again.
 */
interface SessionStore {

  /**
   * Stores a registration. Where the session is there already, its counter and the time of its
   * first registration stay.
   *
   * @return what is stored now
   */
  Future<StoredSession> put(StoredSession session);

  /**
   * Stores a heartbeat's counter if it is greater than the stored one.
   *
   * @return the counter that is stored now; empty when the session is not there
   */
  Future<OptionalLong> beat(String session, long counter);

  /** Forgets a session; one that is not there is no error. */
  Future<Void> remove(String session);

  /** Everything that is stored. */
  Future<List<StoredSession>> all();
}
