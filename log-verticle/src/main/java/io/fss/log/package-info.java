/**
 * What was said? Stores the log lines of attempts once and in order, reads them page by page, and
 * deletes the old ones. It knows nothing of triggers, states or clients.
 *
 * <p>Owns the table {@code log_chunk}, behind {@link io.fss.log.LogStore}. Serves {@code
 * log.append} and {@code log.read}; uses no other channel.
 */
package io.fss.log;
