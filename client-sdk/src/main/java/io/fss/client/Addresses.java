package io.fss.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The addresses of the platform: one is in use, a failure moves on to the next. */
final class Addresses {
  private final List<Address> all;
  private final AtomicInteger turn = new AtomicInteger();
  private final List<Consumer<Address>> leaving = new CopyOnWriteArrayList<>();

  Addresses(List<String> texts) {
    this.all = texts.stream().map(Address::parse).toList();
  }

  Address current() {
    return all.get(Math.floorMod(turn.get(), all.size()));
  }

  /** Tells of every address that is left since it keeps silent, while there is another one. */
  void whenLeft(Consumer<Address> told) {
    leaving.add(told);
  }

  /**
   * Nobody answered there: move on, unless another connection has done so already.
   *
   * @param silent whether it was waited for in vain: then nobody else should wait there
   */
  void failed(Address address, boolean silent) {
    int now = turn.get();
    if (all.get(Math.floorMod(now, all.size())).equals(address)
        && turn.compareAndSet(now, now + 1)
        && silent
        && all.size() > 1) {
      leaving.forEach(one -> one.accept(address));
    }
  }
}
