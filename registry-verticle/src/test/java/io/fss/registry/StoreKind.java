package io.fss.registry;

import io.fss.kernel.TestRedis;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Function;

/** The stores of sessions that the suites run against. */
enum StoreKind {
  EMBEDDED,
  REDIS;

  /** Nothing is stored from here on. */
  void clear() {
    if (this == REDIS) {
      TestRedis.shared().flush();
    }
  }

  static RedisOptions options(String url) {
    return new RedisOptions(url, "", "", "fss", Duration.ofSeconds(2));
  }

  SessionStore open(Vertx vertx) {
    return this == EMBEDDED
        ? new EmbeddedSessionStore()
        : new RedisSessionStore(vertx, options(TestRedis.shared().url()));
  }

  /** A store that has what it had when it is opened again. */
  Function<Vertx, SessionStore> kept() {
    EmbeddedSessionStore memory = new EmbeddedSessionStore();
    return this == EMBEDDED ? vertx -> memory : this::open;
  }
}
