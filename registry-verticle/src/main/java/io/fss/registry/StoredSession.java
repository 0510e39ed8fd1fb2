package io.fss.registry;

import io.fss.proto.bus.v1.RegisterCommand;

/**
 * A session as it is stored.
 *
 * @param id the session's id
 * @param command the latest registration
 * @param registeredAt epoch milliseconds of the first registration
 * @param counter greatest heartbeat counter so far, 0 before the first heartbeat
 */
record StoredSession(String id, RegisterCommand command, long registeredAt, long counter) {}
