package io.fss.scheduler;

import io.fss.proto.bus.v1.ClientInfo;

/** A due task and the client it shall go to. */
record Candidate(Staged task, ClientInfo client) {}
