package io.fss.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.BiConsumer;

/** The session that stands on every message; told when a call shows that something is wrong. */
final class SessionId {
  /**
   * A session as one registration brought it; the platform may give the same id again.
   *
   * @param registration number of the registration, from 1; 0 before the first
   */
  record Live(String id, int registration) {}

  private final Promise<Void> known = Promise.promise();
  private volatile Live live = new Live("", 0);
  private volatile boolean open;
  private volatile BiConsumer<Live, Throwable> trouble = (session, failure) -> {};

  /** Whether the platform knows it, as far as this client was told. */
  boolean isOpen() {
    return open;
  }

  /** The platform does not know it any more, or was told goodbye. */
  void lost() {
    open = false;
  }

  Live live() {
    return live;
  }

  String value() {
    return live.id();
  }

  /** Called by {@link Session} alone. */
  void registered(String id) {
    live = new Live(id, live.registration() + 1);
    open = true;
    known.tryComplete();
  }

  /** Completes with the first registration. */
  Future<Void> known() {
    return known.future();
  }

  void onTrouble(BiConsumer<Live, Throwable> handler) {
    trouble = handler;
  }

  /** A call made on that session failed. */
  void failed(Live session, Throwable failure) {
    trouble.accept(session, failure);
  }
}
