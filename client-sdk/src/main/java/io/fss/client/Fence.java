package io.fss.client;

import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sweeps the attempts ten times a second on a thread of its own that no job can block (law 8). */
final class Fence {
  private static final Logger LOG = LoggerFactory.getLogger(Fence.class);
  private static final long PERIOD_NANOS = 100_000_000;

  private final Attempts attempts;
  private final Thread thread;
  private volatile boolean closed;

  Fence(Attempts attempts) {
    this.attempts = attempts;
    this.thread = new Thread(this::watch, "fss-client-fence");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void watch() {
    while (!closed) {
      LockSupport.parkNanos(PERIOD_NANOS);
      try {
        attempts.sweep();
      } catch (RuntimeException failure) {
        // The fence must outlive any single failure, or nothing would ever be stopped again.
        LOG.error("a sweep over the running attempts failed", failure);
      }
    }
  }
}
