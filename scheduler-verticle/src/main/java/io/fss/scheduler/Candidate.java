package io.fss.scheduler;

import io.fss.proto.bus.v1.ClientInfo;

/**
 * A task that wants to go.
 *
 * @param client the client it shall go to; null when none can take it now
 * @param crowded whether there are clients of its job, but too much work for them
 */
record Candidate(Staged task, ClientInfo client, boolean crowded) {
  Candidate(Staged task, ClientInfo client) {
    this(task, client, false);
  }
}
