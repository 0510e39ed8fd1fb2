package io.fss.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
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
  private static final int NAMES_KNOWN_S = 5;

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
            .setAddressResolverOptions(names())
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }

  /**
   * A name may stand for several dispatchers, and for others a while later: each connection takes
   * the next of them, and a name server that allows ten minutes is not believed.
   */
  private static AddressResolverOptions names() {
    return new AddressResolverOptions()
        .setRoundRobinInetAddress(true)
        .setCacheMaxTimeToLive(NAMES_KNOWN_S);
  }

  /** A context of its own on the next event loop, whatever thread asks. */
  static Context context(Vertx vertx) {
    return ((VertxInternal) vertx).createEventLoopContext();
  }

  Future<Void> close() {
    return pulse.close().eventually(() -> owned ? work.close() : Future.succeededFuture());
  }
}
