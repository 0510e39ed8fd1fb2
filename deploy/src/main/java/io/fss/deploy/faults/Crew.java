package io.fss.deploy.faults;

import io.fss.deploy.rig.RunFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a run. When one of them dies, or somebody raises the alarm, the run is over at
 * once: what is half blind could not say that every promise was kept.
 */
final class Crew implements AutoCloseable {
  // A database server that is being restarted is waited for.
  private static final int GONE_WITHIN_S = 40;
  private static final int SHOWN = 20;

  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final List<Thread> threads = new ArrayList<>();
  private boolean closed;

  /** What a thread does; whatever it throws ends the run. */
  interface Deed {
    void perform() throws Exception;
  }

  /** Ends the run; of several reasons the first counts. */
  void alarm(RunFailure why) {
    over.completeExceptionally(why);
  }

  /**
   * Starts a thread.
   *
   * @throws RunFailure when the run is over
   */
  synchronized Thread start(String name, Deed deed) {
    if (closed) {
      throw new RunFailure("thread %s is not started any more: the run is over".formatted(name));
    }
    Thread thread = new Thread(() -> perform(name, deed), name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
    return thread;
  }

  private void perform(String name, Deed deed) {
    try {
      deed.perform();
    } catch (RunFailure failure) {
      alarm(failure);
    } catch (Throwable death) {
      alarm(
          new RunFailure(
              "thread %s died: %s".formatted(name, death),
              Arrays.stream(death.getStackTrace()).limit(SHOWN).map(at -> "at " + at).toList()));
    }
  }

  /**
   * Has a thread do what the run is about.
   *
   * @return what came of it
   * @throws RunFailure as soon as the run is over before
   */
  <T> T lead(Callable<T> work) throws InterruptedException {
    CompletableFuture<T> result = new CompletableFuture<>();
    start("run", () -> result.complete(work.call()));
    try {
      // Of both the alarm is asked first.
      CompletableFuture.anyOf(over, result).get();
      return result.join();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RunFailure failure
          ? failure
          : new RunFailure("the run failed: " + e.getCause(), e);
    }
  }

  /** Interrupts every thread and waits until all are gone; none is started any more. */
  @Override
  public void close() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(GONE_WITHIN_S);
    List<Thread> left = leave();
    left.forEach(Thread::interrupt);
    try {
      for (Thread thread : left) {
        long ms = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        thread.join(Math.max(1, ms));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized List<Thread> leave() {
    closed = true;
    return List.copyOf(threads);
  }
}
