/**
 * What every verticle needs and nobody owns: the addresses of the event bus ({@link
 * io.fss.kernel.Channels}), typed requests over it ({@link io.fss.kernel.Bus}), refusals that
 * travel, the database seam, settings, ids and the clock. It holds no domain logic, owns no table
 * and serves no channel.
 */
package io.fss.kernel;
