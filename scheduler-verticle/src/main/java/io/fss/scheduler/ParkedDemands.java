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
  // Parked since an answer was taken: the next one may be from before that. So what is parked and
  // comes back between two answers is looked for once in vain.
  private final Set<Demand> meanwhile = new HashSet<>();
  private int asked;

  ParkedDemands(Parking parking) {
    this.parking = parking;
  }

  /** Asks the tables what is parked and which namespaces are paused; the latest answer counts. */
  Future<Void> read() {
    int number = ++asked;
    return parking
        .demands()
        .compose(demands -> parking.pausedNamespaces().map(paused -> new Read(demands, paused)))
        .map(
            read -> {
              if (number == asked) {
                apply(read);
              }
              return null;
            });
  }

  private record Read(Set<Demand> parked, Set<String> paused) {}

  private void apply(Read read) {
    parked.clear();
    parked.addAll(read.parked());
    parked.addAll(meanwhile);
    meanwhile.clear();
    paused.clear();
    paused.addAll(read.paused());
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
