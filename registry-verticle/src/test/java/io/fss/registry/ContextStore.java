package io.fss.registry;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/** A store on a context, as a verticle has it, that any thread may call. */
final class ContextStore implements SessionStore {
  private final Context context;
  private final SessionStore store;

  private ContextStore(Context context, SessionStore store) {
    this.context = context;
    this.store = store;
  }

  static ContextStore of(Vertx vertx, Function<Vertx, SessionStore> made) {
    return new ContextStore(vertx.getOrCreateContext(), made.apply(vertx));
  }

  private <T> Future<T> on(Supplier<Future<T>> call) {
    Promise<T> done = Promise.promise();
    context.runOnContext(turn -> call.get().onComplete(done));
    return done.future();
  }

  @Override
  public Future<Placed> put(StoredSession session, boolean overNewer) {
    return on(() -> store.put(session, overNewer));
  }

  @Override
  public Future<OptionalLong> beat(String session, Pulse pulse) {
    return on(() -> store.beat(session, pulse));
  }

  @Override
  public Future<Void> end(String session) {
    return on(() -> store.end(session));
  }

  @Override
  public Future<Void> remove(String session, long counter) {
    return on(() -> store.remove(session, counter));
  }

  @Override
  public Future<Sighting> sight() {
    return on(store::sight);
  }

  @Override
  public Future<List<StoredSession>> load(Collection<String> sessions) {
    return on(() -> store.load(sessions));
  }

  @Override
  public boolean shared() {
    return store.shared();
  }

  @Override
  public Future<Void> close() {
    return on(store::close);
  }
}
