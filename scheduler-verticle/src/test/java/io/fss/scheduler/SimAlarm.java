package io.fss.scheduler;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Rings about when it should, sometimes twice, early or never, as the contract allows. */
final class SimAlarm implements Alarm {
  private final SimProcess process;
  private final Runnable ring;
  private final Set<Long> set = new HashSet<>();

  SimAlarm(SimProcess process, Runnable ring) {
    this.process = process;
    this.ring = ring;
  }

  @Override
  public Future<Void> start() {
    return Future.succeededFuture();
  }

  @Override
  public void set(Collection<Long> instants) {
    instants.stream().sorted().forEach(this::set);
  }

  private void set(long instant) {
    SimLuck luck = process.world.luck;
    if (!set.add(instant) || luck.chance(process.world.faults.alarmLost)) {
      return;
    }
    long early = luck.chance(0.1) ? luck.between(0, 5) : 0;
    long late = luck.chance(0.1) ? luck.lowBetween(0, 50) : 0;
    process.afterMs(
        instant - process.clock().millis() - early + late,
        () -> {
          set.remove(instant);
          ring.run();
        });
  }

  @Override
  public Future<Void> stop() {
    return Future.succeededFuture();
  }
}
