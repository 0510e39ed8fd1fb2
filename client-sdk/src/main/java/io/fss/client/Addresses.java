package io.fss.client;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The addresses of the platform: one is in use, a failure moves on to the next. */
final class Addresses {
  private final List<Address> all;
  private final AtomicInteger turn = new AtomicInteger();

  Addresses(List<String> texts) {
    this.all = texts.stream().map(Address::parse).toList();
  }

  Address current() {
    return all.get(Math.floorMod(turn.get(), all.size()));
  }

  /** Nobody answered there: move on, unless another connection has done so already. */
  void failed(Address address) {
    int now = turn.get();
    if (all.get(Math.floorMod(now, all.size())).equals(address)) {
      turn.compareAndSet(now, now + 1);
    }
  }
}
