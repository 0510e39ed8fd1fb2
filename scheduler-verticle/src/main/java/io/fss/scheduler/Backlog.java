package io.fss.scheduler;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The tasks in memory: those that are due soon by time, those that are due by job. A task is in it
 * once, from staging until it is booked or let go.
 */
final class Backlog {
  private final PriorityQueue<Staged> soon =
      new PriorityQueue<>(Comparator.comparingLong(Staged::dueAt).thenComparingLong(Staged::id));
  private final Map<Job, ArrayDeque<Staged>> ready = new LinkedHashMap<>();
  private final Map<Long, Integer> known = new HashMap<>();

  /** Takes a task in; false when this attempt of it is in already. */
  boolean add(Staged task) {
    Integer attempt = known.get(task.id());
    if (attempt != null && attempt >= task.attempt()) {
      return false;
    }
    known.put(task.id(), task.attempt());
    soon.add(task);
    return true;
  }

  /** Moves what is due to the queue of its job. */
  void drain(long now) {
    while (!soon.isEmpty() && soon.peek().dueAt() <= now) {
      Staged task = soon.poll();
      ready.computeIfAbsent(task.job(), job -> new ArrayDeque<>()).add(task);
    }
  }

  /** When the next task is due; {@link Long#MAX_VALUE} for none. */
  long nextDue() {
    return soon.isEmpty() ? Long.MAX_VALUE : soon.peek().dueAt();
  }

  /** Jobs with tasks that are due; the one served longest ago first. */
  List<Job> jobs() {
    return new ArrayList<>(ready.keySet());
  }

  int ready(Job job) {
    ArrayDeque<Staged> queue = ready.get(job);
    return queue == null ? 0 : queue.size();
  }

  /** Takes the next due task of a job; it stays known until {@link #forget}. Null for none. */
  Staged poll(Job job) {
    ArrayDeque<Staged> queue = ready.get(job);
    if (queue == null) {
      return null;
    }
    Staged task = queue.poll();
    if (queue.isEmpty()) {
      ready.remove(job);
    }
    return task;
  }

  /** Takes from the far end of a job's queue: what would be served last. */
  Staged pollLast(Job job) {
    ArrayDeque<Staged> queue = ready.get(job);
    Staged task = queue.pollLast();
    if (queue.isEmpty()) {
      ready.remove(job);
    }
    return task;
  }

  /** Lets other jobs go first the next time. */
  void moveBack(Job job) {
    ArrayDeque<Staged> queue = ready.remove(job);
    if (queue != null) {
      ready.put(job, queue);
    }
  }

  void forget(Staged task) {
    known.remove(task.id(), task.attempt());
  }

  boolean knows(long taskId) {
    return known.containsKey(taskId);
  }

  int size() {
    return known.size();
  }

  /** Distinct due instants of the given tasks. */
  static Set<Long> instants(List<Staged> tasks) {
    Set<Long> instants = new HashSet<>();
    tasks.forEach(task -> instants.add(task.dueAt()));
    return instants;
  }
}
