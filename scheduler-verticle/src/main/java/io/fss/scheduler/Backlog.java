package io.fss.scheduler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tasks in memory: those that are due soon by time, those that are due by what they want. A
 * task is in it once, from staging until it is booked or let go.
 */
final class Backlog {
  private static final Comparator<Staged> BY_TIME =
      Comparator.comparingLong(Staged::dueAt).thenComparingLong(Staged::id);
  private static final Comparator<Staged> BY_PRIORITY =
      Comparator.comparingInt(Staged::priority).reversed().thenComparing(BY_TIME);

  private static final long GRID_MS = 20;

  private final PriorityQueue<Staged> soon = new PriorityQueue<>(BY_TIME);
  // Asked for ahead of their time without an answer: not again before it.
  private final PriorityQueue<Staged> exact = new PriorityQueue<>(BY_TIME);
  private final Map<Demand, TreeSet<Staged>> ready = new LinkedHashMap<>();
  // The one entry of each task that counts; what else the queues by time hold of it is stale.
  private final Map<Long, Staged> known = new HashMap<>();
  private final Map<Job, Integer> ofJobs = new HashMap<>();
  private int readyTasks;
  // All that ever became due here, for those who measure.
  private long due;
  // The earliest moment of what was moved to the queues of the demands since they were empty.
  private long earliest = Long.MAX_VALUE;

  /** Takes a task in; false when this attempt of it is in already. */
  boolean add(Staged task) {
    Staged before = known.get(task.id());
    if (before != null && before.attempt() >= task.attempt()) {
      return false;
    }
    know(task);
    soon.add(task);
    return true;
  }

  private void know(Staged task) {
    Staged before = known.put(task.id(), task);
    if (before != null) {
      unready(before);
    }
  }

  private void unready(Staged task) {
    TreeSet<Staged> queue = ready.get(task.demand());
    if (queue != null && queue.remove(task)) {
      taken(task.demand(), queue);
    }
  }

  /** Takes a task back that was asked for too early. */
  void addExact(Staged task) {
    know(task);
    exact.add(task);
  }

  /**
   * Moves what is due to the queue of its demand.
   *
   * @param lead how much earlier than its time a task may be booked, in milliseconds
   */
  void drain(long now, long lead) {
    drain(soon, now + lead);
    drain(exact, now);
  }

  private void drain(PriorityQueue<Staged> queue, long until) {
    while (!queue.isEmpty() && queue.peek().dueAt() <= until) {
      Staged task = queue.poll();
      if (!task.equals(known.get(task.id()))) {
        continue;
      }
      if (ready.computeIfAbsent(task.demand(), first -> new TreeSet<>(BY_PRIORITY)).add(task)) {
        readyTasks++;
        due++;
        ofJobs.merge(task.job(), 1, Integer::sum);
        earliest = Math.min(earliest, task.dueAt());
      }
    }
  }

  /** When {@link #drain} has something to do next; {@link Long#MAX_VALUE} for never. */
  long nextDrain(long lead) {
    return Math.min(next(soon) - lead, next(exact));
  }

  private static long next(PriorityQueue<Staged> queue) {
    return queue.isEmpty() ? Long.MAX_VALUE : queue.peek().dueAt();
  }

  /** Demands of tasks that are due; the highest priority first, then the one served longest ago. */
  List<Demand> demands() {
    List<Demand> demands = new ArrayList<>(ready.keySet());
    if (demands.size() > 1) {
      demands.sort(Comparator.comparingInt(demand -> -ready.get(demand).first().priority()));
    }
    return demands;
  }

  int ready(Demand demand) {
    TreeSet<Staged> queue = ready.get(demand);
    return queue == null ? 0 : queue.size();
  }

  /** Tasks of a job that are due, whomever they are meant for. */
  int ready(Job job) {
    return ofJobs.getOrDefault(job, 0);
  }

  /** Tasks that are due, of all demands. */
  int ready() {
    return readyTasks;
  }

  /** How many became due so far; who was let go and came back counts again. */
  long due() {
    return due;
  }

  /** Whether the time of one of them has come, or had when others were there before it. */
  boolean isPressing(long now) {
    return earliest <= now;
  }

  /** The next due task of a demand, which stays where it is. */
  Staged peek(Demand demand) {
    return ready.get(demand).first();
  }

  /** Takes the next due task of a demand; it stays known until {@link #forget}. */
  Staged poll(Demand demand) {
    TreeSet<Staged> queue = ready.get(demand);
    Staged task = queue.pollFirst();
    taken(demand, queue);
    return task;
  }

  /** Takes from the far end of a queue: what would be served last. */
  Staged pollLast(Demand demand) {
    TreeSet<Staged> queue = ready.get(demand);
    Staged task = queue.pollLast();
    taken(demand, queue);
    return task;
  }

  private void taken(Demand demand, Set<Staged> queue) {
    readyTasks--;
    ofJobs.computeIfPresent(demand.job(), (job, n) -> n == 1 ? null : n - 1);
    if (readyTasks == 0) {
      earliest = Long.MAX_VALUE;
    }
    if (queue.isEmpty()) {
      ready.remove(demand);
    }
  }

  /** Lets others go first the next time. */
  void moveBack(Demand demand) {
    TreeSet<Staged> queue = ready.remove(demand);
    if (queue != null) {
      ready.put(demand, queue);
    }
  }

  /** Lets go of this attempt of a task, wherever it is. */
  void forget(Staged task) {
    Staged held = known.get(task.id());
    if (held != null && held.attempt() == task.attempt()) {
      known.remove(task.id());
      unready(held);
    }
  }

  boolean knows(long taskId) {
    return known.containsKey(taskId);
  }

  int size() {
    return known.size();
  }

  /**
   * Instants at which something is to be done about the given tasks. They lie on a grid, which the
   * lead makes up for: a thousand tasks spread over a second are two hundred alarms.
   */
  static Set<Long> instants(List<Staged> tasks, long lead) {
    Set<Long> instants = new HashSet<>();
    tasks.forEach(task -> instants.add(-Math.floorDiv(lead - task.dueAt(), GRID_MS) * GRID_MS));
    return instants;
  }
}
