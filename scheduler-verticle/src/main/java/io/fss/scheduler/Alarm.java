package io.fss.scheduler;

import io.vertx.core.Future;
import java.util.Collection;

/** Rings at instants. It may ring early, late, twice or never: the sweep bounds its silence. */
interface Alarm {
  Future<Void> start();

  /**
   * Rings at each of these instants, UTC milliseconds; one that is set already is not set twice.
   */
  void set(Collection<Long> instants);

  Future<Void> stop();
}
