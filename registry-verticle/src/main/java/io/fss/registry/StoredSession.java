package io.fss.registry;

import io.fss.proto.bus.v1.RegisterCommand;

/**
 * A session as it is stored.
 *
 * @param id the session's id
 * @param command the latest registration
 * @param registeredAt epoch milliseconds of the first registration
 * @param pulse what its latest heartbeat left
 */
record StoredSession(String id, RegisterCommand command, long registeredAt, Pulse pulse) {

  /** A session that registers now. */
  static StoredSession fresh(String id, RegisterCommand command, long now) {
    return new StoredSession(id, command, now, Pulse.first(command.getRequest().getCapacity()));
  }

  ClientName name() {
    return ClientName.of(command.getRequest());
  }

  long counter() {
    return pulse.counter();
  }
}
