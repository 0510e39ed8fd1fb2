package io.fss.scheduler;

import io.fss.proto.bus.v1.ClientInfo;
import java.util.List;

/**
 * A task that wants to go.
 *
 * @param client the client it shall go to; null when none can take it now
 * @param crowded whether there are clients of its job, but too much work for them
 * @param waited whether it is late because it had to wait for a slot of a client
 * @param targets names of the clients that are online, where the task is to be split
 */
record Candidate(
    Staged task, ClientInfo client, boolean crowded, boolean waited, List<String> targets) {}
