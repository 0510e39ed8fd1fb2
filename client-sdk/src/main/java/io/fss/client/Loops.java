package io.fss.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.internal.VertxInternal;

/**
 * Where a client runs.
 *
 * @param pulse heartbeats, always on an event loop that nothing else shares, so that a job that
 *     blocks where it must not costs no session
 * @param work everything else
 * @param owned true when {@code work} was made for this client and ends with it
 */
record Loops(Vertx pulse, Vertx work, boolean owned) {
  static Loops own() {
    // One loop for commands and reports, one for jobs.
    return new Loops(small(1, true), small(2, false), true);
  }

  static Loops around(Vertx existing) {
    return new Loops(small(1, true), existing, false);
  }

  private static Vertx small(int loops, boolean daemon) {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(loops)
            .setWorkerPoolSize(2)
            .setInternalBlockingPoolSize(2)
            .setUseDaemonThread(daemon)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }

  /** A context of its own on the next event loop, whatever thread asks. */
  static Context context(Vertx vertx) {
    return ((VertxInternal) vertx).createEventLoopContext();
  }

  Future<Void> close() {
    return pulse.close().eventually(() -> owned ? work.close() : Future.succeededFuture());
  }
}
