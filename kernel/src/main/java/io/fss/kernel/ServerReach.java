package io.fss.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that a server cannot be reached, and once that it can again, whatever the number of
 * lines to it.
 */
final class ServerReach {
  private static final Logger LOG = LoggerFactory.getLogger(ServerReach.class);

  private final String place;
  private final AtomicInteger cut = new AtomicInteger();

  ServerReach(String place) {
    this.place = place;
  }

  /** A line has no connection any more. */
  void missed(Throwable cause) {
    if (cut.getAndIncrement() == 0) {
      LOG.warn("{} cannot be reached: {}", place, cause.getMessage());
    }
  }

  /** A line that had none has one again. */
  void reached() {
    if (cut.decrementAndGet() == 0) {
      LOG.info("{} is reached again", place);
    }
  }

  /** A line that had none is closed. */
  void forget() {
    cut.decrementAndGet();
  }
}
