package io.fss.scheduler;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.quartz.spi.ThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that runs Quartz's firings, so that its lock is never waited for on an event loop.
 * Public because Quartz sets its names by reflection.
 */
public final class AlarmThread implements ThreadPool {
  // Quartz asks how many it may fire at once; ringing takes microseconds, so always many.
  private static final int AVAILABLE = 200;
  private static final Logger log = LoggerFactory.getLogger(AlarmThread.class);

  private final ExecutorService executor;

  AlarmThread(String name) {
    this.executor =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public boolean runInThread(Runnable firing) {
    try {
      executor.execute(firing);
    } catch (RejectedExecutionException stopped) {
      log.debug("an alarm rang while the scheduler stopped", stopped);
    }
    // Quartz's own thread may be about to fire while it is shut down, and would call no an error.
    return true;
  }

  @Override
  public int blockForAvailableThreads() {
    return AVAILABLE;
  }

  @Override
  public void initialize() {}

  @Override
  public void shutdown(boolean wait) {
    executor.shutdown();
  }

  @Override
  public int getPoolSize() {
    return AVAILABLE;
  }

  @Override
  public void setInstanceId(String id) {}

  @Override
  public void setInstanceName(String name) {}
}
