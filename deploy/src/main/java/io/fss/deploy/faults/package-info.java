/**
 * Fault runs: a platform, its database and its clients are processes that are killed, frozen and
 * cut off while they work; afterwards what every client saw is held against what the platform kept.
 *
 * <p>Clients write each start and each end of a job to a file before they go on, so that nothing of
 * it is lost when they are killed. All processes share one machine: its monotonic clock orders what
 * happened in different ones. The platform's word is read from its tables, not asked of itself.
 */
package io.fss.deploy.faults;
