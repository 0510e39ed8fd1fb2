package io.fss.deploy.faults;

import io.fss.deploy.rig.RunFailure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * What a run has made and must not leave behind. It goes backwards, each piece whatever becomes of
 * the others; what is being made at that moment is waited for.
 */
final class Belongings implements AutoCloseable {
  private final Deque<Runnable> ends = new ArrayDeque<>();
  private boolean closed;

  /** Makes something of a run. */
  interface Making<T> {
    T make() throws InterruptedException;
  }

  /**
   * Makes something.
   *
   * @param end what becomes of it when all goes
   * @throws RunFailure when all has gone
   */
  synchronized <T> T add(Making<T> making, Consumer<? super T> end) throws InterruptedException {
    if (closed) {
      throw new RunFailure("nothing is made any more: the run is over");
    }
    T made = making.make();
    ends.push(() -> end.accept(made));
    return made;
  }

  /** Throws what the first piece threw that did not go, when all the others have gone. */
  @Override
  public synchronized void close() {
    closed = true;
    RuntimeException first = null;
    while (!ends.isEmpty()) {
      try {
        ends.pop().run();
      } catch (RuntimeException failure) {
        if (first == null) {
          first = failure;
        } else {
          first.addSuppressed(failure);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
