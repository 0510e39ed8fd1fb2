package io.fss.scheduler;

import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.v1.Execution;

/**
 * A committed booking: what is sent, and to whom.
 *
 * @param dueAt not sent before this instant
 */
record Booked(ClientInfo client, Job job, long dueAt, Execution execution) {}
