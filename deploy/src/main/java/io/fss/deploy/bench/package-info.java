/**
 * The benchmark: starts a platform and clients as processes of their own, gives them a workload,
 * and holds what the clients ran against what was planned and what the platform recorded.
 *
 * <p>Expected are the occurrences that were planned within the measured window, whatever the moment
 * they ran at. Lateness is the wall clock at the first line of the job minus the planned instant;
 * all processes share one machine and one clock. It owns no table and uses no channel: it sees what
 * a user sees, the HTTP API and the client SDK.
 */
package io.fss.deploy.bench;
