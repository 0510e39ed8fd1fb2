/**
 * How does it get there and back? The one gRPC edge to clients, in both directions: forwards what
 * clients say to registry, scheduler and log, and what the scheduler sends to clients.
 *
 * <p>Owns no table and keeps no truth: it may die between any two lines. Serves {@code
 * task.dispatch} and {@code task.cancel}, over a call of its own or over the command stream that a
 * client opened here; publishes {@code stream.replaced} and listens to it. Uses {@code
 * registry.authenticate}, {@code registry.register}, {@code registry.attach}, {@code
 * registry.heartbeat}, {@code registry.deregister}, {@code group.declare}, {@code task.report} and
 * {@code log.append}.
 */
package io.fss.dispatcher;
