package io.fss.deploy.faults;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the checker found; nothing of it may be a breach. */
final class Findings {
  private static final int KEPT = 200;

  /** A promise that was not kept. */
  enum Breach {
    /** What must run once ran twice, or beside itself. */
    DOUBLED,
    /** A moment, a task or a group of which there is no trace. */
    LOST,
    /** An end that a client was told of as committed, or made, is not what the platform keeps. */
    UNACKNOWLEDGED_LOST,
    /** A job began before its moment. */
    EARLY,
    /** A job ran on, untold, when its client could no longer prove its lease. */
    UNFENCED,
    /** The platform tells of a run that no client has seen. */
    UNSEEN
  }

  private final Map<Breach, Integer> counts = new EnumMap<>(Breach.class);
  private final List<String> told = new ArrayList<>();
  private long planned;
  private long started;
  private long outlived;
  private long longestGapMs;
  private long aheadMs;

  void add(Breach breach, String what) {
    counts.merge(breach, 1, Integer::sum);
    if (told.size() < KEPT) {
      told.add(breach + ": " + what);
    }
  }

  int count(Breach breach) {
    return counts.getOrDefault(breach, 0);
  }

  /** What was found, one line each; the first ones. */
  List<String> told() {
    return List.copyOf(told);
  }

  boolean promiseKept() {
    return counts.isEmpty();
  }

  /** Moments, chained tasks and runs by hand that the platform has planned. */
  long planned() {
    return planned;
  }

  void planned(long number) {
    planned = number;
  }

  /** Attempts that clients entered a job for. */
  long started() {
    return started;
  }

  void started(long number) {
    started = number;
  }

  /** Jobs that ran on after their lease, beside what took their place: why there is a fence. */
  long outlived() {
    return outlived;
  }

  void outlivedOne() {
    outlived++;
  }

  /** How much before its moment a job began at most, by the machine's clock; 0 or more. */
  long aheadMs() {
    return aheadMs;
  }

  void ahead(long ms) {
    aheadMs = Math.max(aheadMs, ms);
  }

  /** The longest time in which nothing started although something was due. */
  long longestGapMs() {
    return longestGapMs;
  }

  void longestGapMs(long ms) {
    longestGapMs = ms;
  }
}
