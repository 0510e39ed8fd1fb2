package io.fss.client;

import io.fss.proto.v1.ClientOrder;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what operators of the platform want of this client: heartbeats bring it again and again, it
 * is done once. Belongs to the heartbeat's context.
 */
final class Orders {
  private static final Logger LOG = LoggerFactory.getLogger(FssClient.class);

  /** Who is kicked and may finish its work is not hurried: jobs end by their own limits. */
  private static final Duration UNHURRIED = Duration.ofDays(7);

  private final Attempts attempts;
  private final Duration drain;
  private final Consumer<Duration> closing;
  private ClientOrder last = ClientOrder.getDefaultInstance();

  /**
   * Makes them.
   *
   * @param drain how long cancelled attempts may take to end
   * @param closing closes the client once nothing runs, or when that time is over
   */
  Orders(Attempts attempts, Duration drain, Consumer<Duration> closing) {
    this.attempts = attempts;
    this.drain = drain;
    this.closing = closing;
  }

  /** Takes what a heartbeat's reply says; an order without a deed is none. */
  void given(ClientOrder order) {
    if (order.getDeed() == last.getDeed()) {
      return;
    }
    last = order;
    switch (order.getDeed()) {
      case PAUSE, DRAIN -> tell("gives this client no new work", order);
      case KICK_AFTER -> {
        tell("wants this client to stop when nothing runs here any more", order);
        closing.accept(UNHURRIED);
      }
      case KICK_NOW -> {
        tell("wants this client to stop now", order);
        attempts.cancelAll("kicked: " + order.getReason());
        closing.accept(drain);
      }
      case DEED_UNSPECIFIED, UNRECOGNIZED -> LOG.info("the platform gives this client work again");
    }
  }

  private static void tell(String what, ClientOrder order) {
    LOG.warn("the platform {} ({}): {}", what, order.getDeed(), order.getReason());
  }
}
