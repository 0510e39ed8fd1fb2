package io.fss.client;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of blocking jobs: as many as the client's capacity, made when needed. */
final class BlockingPool {
  private final ThreadPoolExecutor threads;

  BlockingPool(int capacity, String app) {
    // The queue needs no bound of its own: never are more than `capacity` attempts accepted.
    this.threads =
        new ThreadPoolExecutor(
            capacity, capacity, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(app));
    threads.allowCoreThreadTimeOut(true);
  }

  private static ThreadFactory named(String app) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "fss-job-" + app + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  void execute(Runnable task) {
    threads.execute(task);
  }

  /** Takes no more; interrupts what is still running after the drain. */
  void close() {
    threads.shutdownNow();
  }
}
