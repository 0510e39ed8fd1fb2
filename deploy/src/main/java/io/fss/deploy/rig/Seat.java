package io.fss.deploy.rig;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A place that processes take one after the other, and none any more once it is closed. Whoever
 * starts one meanwhile is waited for, so that nothing is left behind.
 */
public final class Seat implements AutoCloseable {
  private final String name;
  private Consumer<RunFailure> alarm;
  private Child child;
  private CompletableFuture<Void> watched = CompletableFuture.completedFuture(null);
  private boolean closed;

  /** An empty one. */
  public Seat(String name) {
    this.name = name;
  }

  /** Ends a process and starts the next one. */
  interface Restart {
    Child after(Child before) throws InterruptedException;
  }

  /** Tells of every process that ends although nobody ended it, the present one too. */
  public synchronized void watch(Consumer<RunFailure> told) {
    alarm = told;
    if (child != null) {
      watched = child.watch(told);
    }
  }

  /**
   * Lets the next process take the place.
   *
   * @throws RunFailure when the seat is closed
   */
  public synchronized void start(Supplier<Child> starting) {
    requireOpen();
    take(starting.get());
  }

  /** The same where the one before is ended by the way. */
  synchronized void restart(Restart restart) throws InterruptedException {
    requireOpen();
    take(restart.after(child()));
  }

  private void requireOpen() {
    if (closed) {
      throw new RunFailure(name + " is not started any more: the run is over");
    }
  }

  private void take(Child next) {
    child = next;
    if (alarm != null) {
      watched = next.watch(alarm);
    }
  }

  /** The last one that took the place. */
  public synchronized Child child() {
    if (child == null) {
      throw new IllegalStateException(name + " has not been started");
    }
    return child;
  }

  /** Completed when the end of the last one that is watched was looked at. */
  synchronized CompletableFuture<Void> watched() {
    return watched;
  }

  /** The last lines that were logged; none where nothing was started. */
  public synchronized List<String> tail() {
    return child == null ? List.of() : child.tail();
  }

  /**
   * Nothing starts here any more, and whoever is here may be ended by others.
   *
   * @return false when it was so before
   */
  synchronized boolean retire() {
    boolean first = !closed;
    closed = true;
    if (child != null) {
      child.forget();
    }
    return first;
  }

  /** Ends whoever is here at once; nothing starts here any more. */
  @Override
  public synchronized void close() {
    closed = true;
    if (child != null) {
      child.close();
    }
  }
}
