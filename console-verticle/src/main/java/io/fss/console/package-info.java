/**
 * What do people see and do? The HTTP API of the platform, built from its OpenAPI file.
 *
 * <p>Owns the table {@code api_token} (the hash of the API's token).
 *
 * <p>Serves no channel. Uses {@code group.list}, {@code group.create}, {@code group.update}, {@code
 * group.control}, {@code group.preview}, {@code group.rollup}, {@code task.list}, {@code
 * task.control}, {@code calendar.*}, {@code namespace.*} (scheduler), {@code log.read} (log),
 * {@code registry.view} and {@code registry.silence} (registry; the latter only to see whether it
 * answers).
 */
package io.fss.console;
