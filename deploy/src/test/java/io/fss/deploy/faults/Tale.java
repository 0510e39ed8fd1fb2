package io.fss.deploy.faults;

import io.fss.proto.bus.v1.TaskStatus;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A story made by hand. Times are milliseconds since the first moments were due, the same on the
 * wall and on the monotonic clock; a client proves itself every second until it is said to be
 * silent.
 */
final class Tale {
  static final long BEGUN = 1_700_000_000_000L;
  static final long LEASE = 10_000;

  private final Map<String, GroupPlan> groups = new LinkedHashMap<>();
  private final Map<String, List<String>> lines = new LinkedHashMap<>();
  private final Map<String, List<String>> sdk = new HashMap<>();
  private final List<TaskRecord> tasks = new ArrayList<>();
  private final List<AttemptRecord> attempts = new ArrayList<>();
  private final Map<String, Long> runs = new HashMap<>();
  private long stopped = 5_000;
  private long skew;

  /** A group whose moments come every second. */
  Tale group(String name, int tries) {
    return group(name, GroupPlan.Kind.FIXED, tries, false);
  }

  Tale group(String name, GroupPlan.Kind kind, int tries, boolean beside) {
    long every = kind == GroupPlan.Kind.FIXED ? 1_000 : 0;
    groups.put(
        name, new GroupPlan(name, kind, every, beside, false, tries, LEASE, new JsonObject()));
    return this;
  }

  /** When the groups were disabled. */
  Tale stopped(long ms) {
    stopped = ms;
    return this;
  }

  /** How far the platform's clock may be off. */
  Tale skew(long ms) {
    skew = ms;
    return this;
  }

  /** A client that was acknowledged each second from 0 to that time. */
  Tale client(String name, long provenUntil) {
    lines.putIfAbsent(name, new ArrayList<>());
    for (long at = 0; at <= provenUntil; at += 1_000) {
      sdk.computeIfAbsent(name, key -> new ArrayList<>())
          .add("proven by heartbeat %d from %d ns, at %d ns".formatted(at, nanos(at), nanos(at)));
    }
    return this;
  }

  /** A heartbeat of its own was sent and acknowledged. */
  Tale proven(String client, long sent, long at) {
    sdk.get(client)
        .add("proven by heartbeat 99 from %d ns, at %d ns".formatted(nanos(sent), nanos(at)));
    return this;
  }

  Tale starts(String client, String group, long task, int attempt, long planned, long at) {
    return line(
        client,
        "start %d %d %s %d %d %d"
            .formatted(task, attempt, group, BEGUN + planned, BEGUN + at, nanos(at)));
  }

  Tale told(String client, long task, int attempt, long at) {
    return line(client, "told %d %d %d".formatted(task, attempt, nanos(at)));
  }

  Tale ends(String client, long task, int attempt, String outcome, long at) {
    return line(client, "end %d %d %s %d".formatted(task, attempt, outcome, nanos(at)));
  }

  Tale frozen(String client, long from, long to) {
    return line(client, "frozen %d %d".formatted(nanos(from), nanos(to)));
  }

  Tale gone(String client, long at) {
    return line(client, "gone " + nanos(at));
  }

  private Tale line(String client, String line) {
    lines.get(client).add(line);
    return this;
  }

  private static long nanos(long ms) {
    return 1_000_000_000_000L + ms * 1_000_000;
  }

  /** The SDK learnt what became of its report. */
  Tale answered(String client, long task, int attempt, String verdict) {
    sdk.get(client)
        .add("the end of attempt %d/%d was answered %s".formatted(task, attempt, verdict));
    return this;
  }

  /** Runs once, as it should, for 10 ms. */
  Tale runs(String client, String group, long task, long planned) {
    return starts(client, group, task, 1, planned, planned + 1)
        .ends(client, task, 1, "SUCCEEDED", planned + 11)
        .answered(client, task, 1, "COMMITTED")
        .row(group, task, 1, planned, TaskStatus.SUCCEEDED);
  }

  Tale row(String group, long task, int attempt, long planned, TaskStatus status) {
    return row(group, task, attempt, planned, planned, 1, status);
  }

  Tale row(
      String group,
      long task,
      int attempt,
      long planned,
      long last,
      long occurrences,
      TaskStatus status) {
    return row(group, task, "at:" + (BEGUN + planned), attempt, planned, last, occurrences, status);
  }

  Tale row(
      String group,
      long task,
      String key,
      int attempt,
      long planned,
      long last,
      long occurrences,
      TaskStatus status) {
    boolean live = status.getNumber() < TaskStatus.SUCCEEDED_VALUE;
    tasks.add(
        new TaskRecord(
            task,
            group,
            key,
            status,
            BEGUN + planned,
            BEGUN + last,
            occurrences,
            attempt,
            "any",
            live ? 0 : BEGUN + last + 20,
            0,
            0,
            ""));
    return this;
  }

  /** A task that was split, and a row for each of these parts of it. */
  Tale split(String group, long task, int children, int... parts) {
    tasks.add(record(group, task, "key:split-" + task, 0, children));
    for (int i = 0; i < parts.length; i++) {
      tasks.add(record(group, task + 1 + i, task + "/" + parts[i], task, 0));
    }
    return this;
  }

  private static TaskRecord record(String group, long task, String key, long parent, int children) {
    return new TaskRecord(
        task,
        group,
        key,
        TaskStatus.FAILED,
        BEGUN,
        BEGUN,
        1,
        1,
        "any",
        BEGUN + 20,
        parent,
        children,
        "");
  }

  Tale attempt(long task, int first, int last, TaskStatus status) {
    attempts.add(new AttemptRecord(task, first, last, status));
    return this;
  }

  Tale acknowledgedRun(String key, long task) {
    runs.put(key, task);
    return this;
  }

  Findings check() {
    Map<String, Long> stoppedMs = new HashMap<>();
    groups.keySet().forEach(name -> stoppedMs.put(name, BEGUN + stopped));
    List<ProcessStory> processes = new ArrayList<>();
    lines.forEach(
        (name, all) ->
            processes.add(
                new ProcessStory(name).read(all).readSdk(sdk.getOrDefault(name, List.of()))));
    return new Checker(new Story(groups, stoppedMs, BEGUN, skew, processes, tasks, attempts, runs))
        .check();
  }
}
