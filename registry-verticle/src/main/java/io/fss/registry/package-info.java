/**
 * Who is alive? Keeps the sessions of clients, observes their silence and tells everybody who may
 * get work. It never decides who runs what.
 *
 * <p>Owns the tables {@code client_token} and {@code platform_key}, and the sessions behind {@link
 * io.fss.registry.SessionStore}. Serves {@code registry.register}, {@code registry.heartbeat},
 * {@code registry.deregister}, {@code registry.attach}, {@code registry.authenticate}, {@code
 * registry.view} and {@code registry.silence}; publishes {@code registry.changed}; listens to
 * {@code registry.ask}; sends {@code task.answer} to the scheduler.
 */
package io.fss.registry;
