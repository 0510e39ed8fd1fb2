package io.fss.client;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of blocking jobs: as many as the client's capacity, made when needed. */
final class BlockingPool {
  private final ThreadPoolExecutor threads;
  private final String prefix;
  private ExecutorService virtual;

  BlockingPool(int capacity, String app) {
    // The queue needs no bound of its own: never are more than `capacity` attempts accepted.
    this.threads =
        new ThreadPoolExecutor(
            capacity, capacity, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(app));
    threads.allowCoreThreadTimeOut(true);
    this.prefix = "fss-job-" + app + "-virtual-";
  }

  private static ThreadFactory named(String app) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "fss-job-" + app + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  void execute(JobEntry job, Runnable task) {
    if (job.options().virtualThreads()) {
      virtual().execute(task);
    } else {
      threads.execute(task);
    }
  }

  private synchronized ExecutorService virtual() {
    if (virtual == null) {
      virtual = VirtualThreads.executor(prefix);
      if (threads.isShutdown()) {
        virtual.shutdownNow();
      }
    }
    return virtual;
  }

  /** Takes no more; interrupts what is still running after the drain. */
  synchronized void close() {
    threads.shutdownNow();
    if (virtual != null) {
      virtual.shutdownNow();
    }
  }
}
