package io.fss.deploy;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs in this process, and the order in which it stops. */
final class Deployments {
  private static final Logger log = LoggerFactory.getLogger(Deployments.class);

  /**
   * First nobody asks for more; what the scheduler has decided is sent while there is an edge; then
   * clients turn to others, and what they said till then is kept. Whoever watches sees all of it.
   */
  private static final List<Part> ORDER =
      List.of(
          Part.CONSOLE,
          Part.SCHEDULER,
          Part.DISPATCHER,
          Part.REGISTRY,
          Part.LOG,
          Part.PRESENCE,
          Part.MONITOR);

  private final Vertx vertx;
  private final Map<Part, String> ids = new ConcurrentHashMap<>();

  /** The verticles of the roles, and what stands beside them. */
  enum Part {
    REGISTRY,
    SCHEDULER,
    DISPATCHER,
    LOG,
    CONSOLE,
    PRESENCE,
    MONITOR
  }

  Deployments(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Deploys a part.
   *
   * @param awaited tries again while its database is away
   */
  Future<Void> deploy(Part part, AwaitedDatabase awaited, Supplier<Deployable> verticle) {
    return awaited
        .until(() -> vertx.deployVerticle(verticle.get()))
        .onSuccess(id -> ids.put(part, id))
        .mapEmpty();
  }

  /** Stops all, one after the other; what does not stop cleanly keeps nothing else from it. */
  Future<Void> undeploy() {
    Future<Void> all = Future.succeededFuture();
    for (Part part : ORDER) {
      String id = ids.remove(part);
      if (id != null) {
        all = all.transform(before -> undeploy(part, id));
      }
    }
    return all.transform(done -> Future.succeededFuture());
  }

  private Future<Void> undeploy(Part part, String id) {
    return vertx
        .undeploy(id)
        .onFailure(failure -> log.warn("{} did not stop cleanly", part, failure));
  }
}
