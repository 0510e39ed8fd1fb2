/**
 * Who is alive? Keeps the sessions of clients, observes their silence and tells everybody who may
 * get work. It never decides who runs what.
 *
 * <p>Owns the tables {@code client_token}, {@code platform_key} and {@code client_rule}, and the
 * sessions behind {@link io.fss.registry.SessionStore}: in this process's memory or in Redis.
 * Serves {@code registry.register}, {@code registry.heartbeat}, {@code registry.deregister}, {@code
 * registry.attach}, {@code registry.authenticate}, {@code registry.view}, {@code registry.silence},
 * {@code registry.rule}, {@code registry.lift}, {@code registry.rules}, {@code registry.token},
 * {@code registry.tokens} and {@code registry.revoke}; publishes {@code registry.changed} and
 * {@code registry.stored}; listens to {@code registry.ask}; sends {@code task.answer} to the
 * scheduler.
 */
package io.fss.registry;
