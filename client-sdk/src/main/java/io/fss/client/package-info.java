/**
 * Write a job, hold it in many replicas, be scheduled by the platform.
 *
 * <p>Owns no table and no channel of the event bus: it talks gRPC only.
 *
 * <ul>
 *   <li>Serves {@code fss.v1.Worker} (Execute, Cancel) on an endpoint of its own, guarded by a
 *       random secret that only the platform is told.
 *   <li>Uses {@code fss.v1.Platform}: Register, Heartbeat and Deregister on one connection, Report
 *       on a second, AppendLogs on a third, so that none can starve another.
 *   <li>Start reading at {@link io.fss.client.FssClient}; {@code Engine} is the wiring, {@code
 *       Intake} the one place where commands arrive, whatever brought them.
 * </ul>
 */
package io.fss.client;
