package io.fss.client;

import io.vertx.core.Context;

/**
 * What an attempt needs of its client.
 *
 * @param jobs where handlers of users' code run
 */
record Workshop(ClientClock clock, Reports reports, Logs logs, Context jobs) {}
