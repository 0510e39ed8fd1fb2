package io.fss.client;

import io.vertx.core.Context;
import org.slf4j.event.Level;

/**
 * What an attempt needs of its client.
 *
 * @param jobs where handlers of users' code run
 * @param hearing least level of what the program logs for an attempt; null to hear nothing
 */
record Workshop(ClientClock clock, Reports reports, Logs logs, Context jobs, Level hearing) {}
