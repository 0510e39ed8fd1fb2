/**
 * What runs, when, on whom? Plans the tasks of every group, rings when they are due, routes them to
 * clients, books them in one transaction, sends them, settles how they ended and plans the next.
 *
 * <p>Owns the tables {@code task*}, {@code calendar}, {@code namespace_pause}, {@code
 * namespace_rollup} and {@code rollup_round}. Serves {@code task.report}, {@code task.answer},
 * {@code task.control}, {@code task.list}, {@code group.*}, {@code calendar.*} and {@code
 * namespace.*}. Uses {@code registry.view}, {@code registry.changed}, {@code registry.silence},
 * {@code registry.ask} and {@code task.dispatch}; publishes {@code task.changed} and {@code
 * namespace.changed}. The way of one task: {@link io.fss.scheduler.Stager}, {@link
 * io.fss.scheduler.Booker}, {@link io.fss.scheduler.Sender}, {@link io.fss.scheduler.Settler}; what
 * gets stuck is freed by {@link io.fss.scheduler.Rescuer}.
 */
package io.fss.scheduler;
