package io.fss.deploy.faults;

import java.util.concurrent.TimeUnit;

/** Does a fault and makes it good again. */
final class Doer {
  private final FaultStage stage;

  Doer(FaultStage stage) {
    this.stage = stage;
  }

  /** Returns when it is over; who was hit may need longer to be whole. */
  void perform(Fault fault) throws InterruptedException {
    switch (fault.kind().victim()) {
      case PLATFORM -> platform(fault.kind(), fault.member(), fault.ms());
      case NETWORK -> network(fault.kind(), fault.member(), fault.ms());
      case DATABASE -> stage.store().restart(fault.kind() == FaultKind.DATABASE_KILLED);
      case REDIS -> redis(fault.kind(), fault.ms());
      case CLIENT -> client(fault.kind(), fault.client(), fault.ms());
    }
  }

  private static void platform(FaultKind kind, Member member, long ms) throws InterruptedException {
    if (kind == FaultKind.PLATFORM_FROZEN || kind == FaultKind.PLATFORM_FROZEN_BRIEFLY) {
      member.freeze();
      rest(ms);
      member.thaw();
      return;
    }
    if (kind == FaultKind.PLATFORM_KILLED) {
      member.kill();
    } else {
      member.stop();
    }
    rest(ms);
    member.start();
    member.awaitReady();
  }

  private static void network(FaultKind kind, Member member, long ms) throws InterruptedException {
    if (kind == FaultKind.SPLIT_BRAIN) {
      member.cutFromOthers();
    } else {
      member.cutOff(kind != FaultKind.MEMBER_MUTE, kind != FaultKind.MEMBER_DEAF);
    }
    rest(ms);
    member.mend();
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
