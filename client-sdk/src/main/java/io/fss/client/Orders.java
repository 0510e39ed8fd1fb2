package io.fss.client;

import io.fss.proto.v1.ClientOrder;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators want of this client. It comes again with every heartbeat until it is lifted; the
 * platform gives no work meanwhile, so that only leaving is left to do here.
 */
final class Orders {
  private static final Logger LOG = LoggerFactory.getLogger(FssClient.class);
  // What runs may take as long as it takes: its own limits are what ends it.
  private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(365);

  private final Attempts attempts;
  private final Duration drain;
  private final Consumer<Duration> leave;
  private final BooleanSupplier leaving;
  private ClientOrder standing = ClientOrder.getDefaultInstance();

  /**
   * Makes what stands at the beginning: nothing.
   *
   * @param drain how long what was cancelled may take to end
   * @param leave closes the client within a time
   * @param leaving whether it takes no more work already
   */
  Orders(Attempts attempts, Duration drain, Consumer<Duration> leave, BooleanSupplier leaving) {
    this.attempts = attempts;
    this.drain = drain;
    this.leave = leave;
    this.leaving = leaving;
  }

  /** Whether the platform should route nothing here, whatever stands. */
  boolean leaving() {
    return leaving.getAsBoolean();
  }

  /** Minds what a heartbeat's reply says; each order once. */
  void mind(ClientOrder order) {
    if (order.equals(standing)) {
      return;
    }
    standing = order;
    switch (order.getDeed()) {
      case PAUSE -> LOG.info("paused by an operator: {}", order.getReason());
      case DRAIN -> LOG.info("drained by an operator: {}", order.getReason());
      case KICK_AFTER -> {
        LOG.warn("kicked by an operator, closing when what runs has ended: {}", order.getReason());
        leave.accept(AS_LONG_AS_IT_TAKES);
      }
      case KICK_NOW -> {
        LOG.warn("kicked by an operator, closing now: {}", order.getReason());
        attempts.cancelAll("the client was kicked: " + order.getReason());
        leave.accept(drain);
      }
      case DEED_UNSPECIFIED -> LOG.info("nothing is wanted of this client any more");
      case UNRECOGNIZED -> LOG.warn("an order that is not known here: {}", order.getReason());
    }
  }
}
