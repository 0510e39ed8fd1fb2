package io.fss.scheduler;

import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.v1.Execution;

/**
 * A committed booking: what is sent, and to whom.
 *
 * @param dueAt not started before this instant
 */
record Booked(ClientInfo client, Job job, long dueAt, Execution execution) {

  /** What is sent at this instant, to a client that may have to hold it until it is due. */
  Execution execution(long now) {
    // It was booked so much ahead at most: if it is more, the clock was set back since.
    long wait = Math.min(dueAt - now, Stager.LEAD_MS);
    return wait > 0 && client.getHoldsExecutions()
        ? execution.toBuilder().setStartInMs((int) wait).build()
        : execution;
  }
}
