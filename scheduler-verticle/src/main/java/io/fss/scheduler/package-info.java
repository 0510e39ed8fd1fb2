/**
 * What runs, when, on whom? Plans the tasks of every group, rings when they are due, routes them to
 * clients, books them in one transaction, sends them, settles how they ended and plans the next.
 *
 * <p>Owns the tables {@code task_group}, {@code task}, {@code task_history}, {@code task_attempt}
 * and {@code task_key}. Serves {@code task.report}, {@code task.answer}, {@code group.create},
 * {@code group.declare}, {@code group.update}, {@code group.control}, {@code group.list} and {@code
 * task.list}. Uses {@code registry.view}, {@code registry.changed}, {@code registry.silence},
 * {@code registry.ask} and {@code task.dispatch}; publishes {@code task.changed}. The way of one
 * task: {@link io.fss.scheduler.Stager}, {@link io.fss.scheduler.Booker}, {@link
 * io.fss.scheduler.Sender}, {@link io.fss.scheduler.Settler}; what gets stuck is freed by {@link
 * io.fss.scheduler.Rescuer}.
 */
package io.fss.scheduler;
