package io.fss.deploy.faults;

import java.util.concurrent.TimeUnit;

/** Does a fault and makes it good again. */
final class Doer {
  private final FaultStage stage;

  Doer(FaultStage stage) {
    this.stage = stage;
  }

  /**
   * Returns when it is over; who was hit may need longer to be whole.
   *
   * @param client whom it hits, for faults of clients
   * @param ms how long it takes
   */
  void perform(FaultKind kind, ClientSeat client, long ms) throws InterruptedException {
    switch (kind.victim()) {
      case PLATFORM -> platform(kind, ms);
      case DATABASE -> stage.store().restart(kind == FaultKind.DATABASE_KILLED);
      case REDIS -> redis(kind, ms);
      case CLIENT -> client(kind, client, ms);
    }
  }

  private void platform(FaultKind kind, long ms) throws InterruptedException {
    Platform platform = stage.platform();
    if (kind == FaultKind.PLATFORM_FROZEN || kind == FaultKind.PLATFORM_FROZEN_BRIEFLY) {
      platform.freeze();
      rest(ms);
      platform.thaw();
      return;
    }
    if (kind == FaultKind.PLATFORM_KILLED) {
      platform.kill();
    } else {
      platform.stop();
    }
    rest(ms);
    platform.start();
    platform.awaitReady();
  }

  private void redis(FaultKind kind, long ms) throws InterruptedException {
    if (kind == FaultKind.REDIS_FLUSHED) {
      stage.redis().flush();
      return;
    }
    stage.redis().kill();
    rest(ms);
    stage.redis().start();
  }

  private static void client(FaultKind kind, ClientSeat client, long ms)
      throws InterruptedException {
    switch (kind) {
      case CLIENT_KILLED -> {
        client.kill();
        rest(ms);
        client.start();
      }
      case CLIENT_RESTARTED -> {
        client.stop();
        rest(ms);
        client.start();
      }
      case CLIENT_FROZEN, CLIENT_FROZEN_BRIEFLY -> {
        client.freeze();
        rest(ms);
        client.thaw();
      }
      case CONNECTIONS_RESET -> client.wire().reset();
      default -> {
        client.wire().cut(kind != FaultKind.CUT_TO_CLIENT, kind != FaultKind.CUT_TO_PLATFORM);
        rest(ms);
        client.wire().cut(false, false);
      }
    }
  }

  private static void rest(long ms) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(ms);
  }
}
