package io.fss.scheduler;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The attempts this scheduler has booked and not seen the end of, and the slots they take. A copy
 * for speed: the rows decide, and the sweep compares.
 */
final class InFlight {
  private final Map<Long, Attempt> attempts = new HashMap<>();
  private final Map<String, Load> loads = new HashMap<>();

  /** Takes a slot for an attempt that is about to be booked. */
  void take(Attempt attempt) {
    Attempt before = attempts.put(attempt.taskId, attempt);
    if (before != null) {
      loads.get(before.session).give(before.job, loads, before.session);
    }
    loads.computeIfAbsent(attempt.session, session -> new Load()).take(attempt.job);
  }

  /** Gives the slot back, if this attempt still has it. */
  void give(long taskId, int attempt) {
    Attempt held = attempts.get(taskId);
    if (held != null && held.attempt == attempt) {
      attempts.remove(taskId);
      loads.get(held.session).give(held.job, loads, held.session);
    }
  }

  /** The attempt that holds a slot for this task, or null. */
  Attempt get(long taskId, int attempt) {
    Attempt held = attempts.get(taskId);
    return held != null && held.attempt == attempt ? held : null;
  }

  /** Which groups the tasks of these changes belong to, as far as it is known here. */
  Map<Long, Long> groups(List<Change> changes) {
    Map<Long, Long> groups = new HashMap<>();
    for (Change change : changes) {
      Attempt held = attempts.get(change.taskId());
      if (held != null) {
        groups.put(change.taskId(), held.groupId);
      }
    }
    return groups;
  }

  int running(String session) {
    Load load = loads.get(session);
    return load == null ? 0 : load.total;
  }

  int running(String session, Job job) {
    Load load = loads.get(session);
    return load == null ? 0 : load.jobs.getOrDefault(job, 0);
  }

  int size() {
    return attempts.size();
  }

  /** Attempts booked before the instant, on the monotonic clock. */
  List<Attempt> bookedBefore(long nanos) {
    Collection<Attempt> all = attempts.values();
    List<Attempt> old = new ArrayList<>();
    for (Attempt attempt : all) {
      if (attempt.bookedNanos - nanos < 0) {
        old.add(attempt);
      }
    }
    return old;
  }

  /** One booking. */
  static final class Attempt {
    final long taskId;
    final int attempt;
    final long groupId;
    final String session;
    final Job job;
    final long bookedNanos;
    boolean accepted;

    // Booked before this process began: what was answered to that is not known here.
    boolean inherited;

    Attempt(long taskId, int attempt, long groupId, String session, Job job, long bookedNanos) {
      this.taskId = taskId;
      this.attempt = attempt;
      this.groupId = groupId;
      this.session = session;
      this.job = job;
      this.bookedNanos = bookedNanos;
    }
  }

  private static final class Load {
    private final Map<Job, Integer> jobs = new HashMap<>();
    private int total;

    private void take(Job job) {
      total++;
      jobs.merge(job, 1, Integer::sum);
    }

    private void give(Job job, Map<String, Load> loads, String session) {
      total--;
      jobs.computeIfPresent(job, (key, n) -> n == 1 ? null : n - 1);
      if (total == 0) {
        loads.remove(session);
      }
    }
  }
}
