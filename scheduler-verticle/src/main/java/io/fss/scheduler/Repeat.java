package io.fss.scheduler;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.Iterator;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Does something that answers later again and again. Composed futures would do, but each hands its
 * end on to the one before it: a chain of thousands of them ends in an overflow of the stack.
 */
final class Repeat {
  private Repeat() {}

  /** Repeats while the deed answers that there is more; fails as soon as the deed does. */
  static Future<Void> whileTrue(Supplier<Future<Boolean>> deed) {
    Promise<Void> end = Promise.promise();
    next(deed, end);
    return end.future();
  }

  /** Does one after the other. */
  static <T> Future<Void> forEach(Collection<T> all, Function<T, Future<Void>> deed) {
    Iterator<T> rest = all.iterator();
    return rest.hasNext()
        ? whileTrue(() -> deed.apply(rest.next()).map(done -> rest.hasNext()))
        : Future.succeededFuture();
  }

  private static void next(Supplier<Future<Boolean>> deed, Promise<Void> end) {
    Future<Boolean> done;
    try {
      done = deed.get();
    } catch (RuntimeException thrown) {
      end.fail(thrown);
      return;
    }
    done.onComplete(
        more -> {
          if (more) {
            next(deed, end);
          } else {
            end.complete();
          }
        },
        end::fail);
  }
}
