package io.fss.scheduler;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The demands that have parked tasks and the namespaces that are paused, as far as this scheduler
 * knows: what it parked itself, and what the tables said when they were last read.
 */
final class ParkedDemands {
  // Demands whose tasks come back in one transaction.
  private static final int AT_ONCE = 50;

  private final Parking parking;
  private final Set<Demand> parked = new HashSet<>();
  private final Set<String> paused = new HashSet<>();
  // Parked since the tables were asked: their answer may be from before that.
  private final Set<Demand> meanwhile = new HashSet<>();

  ParkedDemands(Parking parking) {
    this.parking = parking;
  }

  /** Asks the tables what is parked and which namespaces are paused. */
  Future<Void> read() {
    meanwhile.clear();
    return parking
        .demands()
        .compose(
            demands -> {
              parked.clear();
              parked.addAll(demands);
              parked.addAll(meanwhile);
              return parking.pausedNamespaces();
            })
        .map(
            namespaces -> {
              paused.clear();
              paused.addAll(namespaces);
              return null;
            });
  }

  /** Takes over what a transaction parked. */
  void add(List<Staged> tasks) {
    for (Staged task : tasks) {
      parked.add(task.demand());
      meanwhile.add(task.demand());
    }
  }

  /** A pause that nobody told of: to take up what waits, and hold it again, would go on and on. */
  void pause(Collection<String> namespaces) {
    paused.addAll(namespaces);
  }

  boolean isEmpty() {
    return parked.isEmpty();
  }

  /** Some of those that are not held by a pause. */
  List<Demand> awake(Predicate<Demand> wanted) {
    return parked.stream()
        .filter(demand -> !paused.contains(demand.job().namespace()))
        .filter(wanted)
        .limit(AT_ONCE)
        .toList();
  }

  /**
   * Takes back tasks of these demands.
   *
   * @param limit most tasks of one demand
   */
  Future<List<Staged>> leave(List<Demand> demands, int limit) {
    return parking
        .leave(demands, limit)
        .map(
            tasks -> {
              Map<Demand, Integer> left = new HashMap<>();
              tasks.forEach(task -> left.merge(task.demand(), 1, Integer::sum));
              demands.stream()
                  .filter(demand -> left.getOrDefault(demand, 0) < limit)
                  .forEach(parked::remove);
              return tasks;
            });
  }
}
