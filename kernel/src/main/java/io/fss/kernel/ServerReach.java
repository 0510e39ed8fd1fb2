package io.fss.kernel;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that a server cannot be reached, and once that it can again. */
final class ServerReach {
  private static final Logger LOG = LoggerFactory.getLogger(ServerReach.class);

  private final String place;
  private final AtomicBoolean missing = new AtomicBoolean();

  ServerReach(String place) {
    this.place = place;
  }

  void missed(Throwable cause) {
    if (missing.compareAndSet(false, true)) {
      LOG.warn("{} cannot be reached: {}", place, cause.getMessage());
    }
  }

  void reached() {
    if (missing.get() && missing.compareAndSet(true, false)) {
      LOG.info("{} is reached again", place);
    }
  }
}
