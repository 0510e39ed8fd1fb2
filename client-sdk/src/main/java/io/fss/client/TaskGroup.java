package io.fss.client;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A task group declared by the program. The platform creates it where it is missing; what an
 * operator changed or stopped stays.
 *
 * @param name name of the group, unique within the namespace, 1-128 characters of [A-Za-z0-9._-]
 * @param job job of the same app to run
 * @param trigger when its tasks are due
 * @param bounds what bounds the trigger
 * @param data first data of the group, at most 64 KiB as JSON text
 * @param policies how hard the platform tries
 * @param description for people
 * @param labels for people and filters, at most 32
 * @param version only a newer version changes a group that exists
 */
public record TaskGroup(
    String name,
    String job,
    Trigger trigger,
    Bounds bounds,
    JsonObject data,
    TaskPolicies policies,
    String description,
    Map<String, String> labels,
    long version) {
  static final int MAX_DATA = 64 * 1024;

  /** Checks every field. */
  public TaskGroup {
    Rules.matches("group.name", name, Rules.NAME);
    Rules.matches("group.job", job, Rules.NAME);
    Objects.requireNonNull(trigger, "group.trigger");
    Objects.requireNonNull(bounds, "group.bounds");
    boolean bounded = !bounds.equals(Bounds.NONE);
    Rules.that(
        !(bounded && trigger instanceof Trigger.Manual),
        "group.bounds",
        bounds,
        "be none with a manual trigger");
    Objects.requireNonNull(policies, "group.policies");
    Objects.requireNonNull(description, "group.description");
    labels = Map.copyOf(labels);
    Rules.range("group.labels.size", labels.size(), 0, 32);
    Rules.range("group.version", version, 0, Long.MAX_VALUE);
    data = data.copy();
    int bytes = data.encode().getBytes(StandardCharsets.UTF_8).length;
    Rules.range("group.data.bytes", bytes, 0, MAX_DATA);
  }

  /** Due as a trigger says, with every default. */
  public static TaskGroup of(String name, String job, Trigger trigger) {
    return new TaskGroup(
        name, job, trigger, Bounds.NONE, new JsonObject(), TaskPolicies.DEFAULT, "", Map.of(), 1);
  }

  /** Due as a cron expression says, read in UTC. */
  public static TaskGroup cron(String name, String job, String expression) {
    return cron(name, job, expression, ZoneOffset.UTC);
  }

  /** Due as a cron expression says, read in a time zone. */
  public static TaskGroup cron(String name, String job, String expression, ZoneId zone) {
    return of(name, job, new Trigger.Cron(expression, zone));
  }

  /** Due every so often. */
  public static TaskGroup fixedRate(String name, String job, Duration every) {
    return of(name, job, new Trigger.FixedRate(every));
  }

  /** Due so long after the previous task ended. */
  public static TaskGroup fixedDelay(String name, String job, Duration every) {
    return of(name, job, new Trigger.FixedDelay(every));
  }

  /** Due once. */
  public static TaskGroup once(String name, String job, Instant at) {
    return of(name, job, new Trigger.Once(at));
  }

  /** Due at each of these instants. */
  public static TaskGroup moments(String name, String job, List<Instant> at) {
    return of(name, job, new Trigger.Moments(at));
  }

  /** Due every so often between two times of every day, read in a time zone. */
  public static TaskGroup daily(
      String name, String job, Duration every, LocalTime from, LocalTime to, ZoneId zone) {
    return of(name, job, new Trigger.Daily(every, from, to, Set.of(), zone));
  }

  /** Due when the job says; after a task that does not, so long after its end. */
  public static TaskGroup dynamic(String name, String job, Duration fallback) {
    return of(name, job, new Trigger.Dynamic(fallback));
  }

  /** Run by hand or through the API only. */
  public static TaskGroup manual(String name, String job) {
    return of(name, job, new Trigger.Manual());
  }

  /** A copy: what a caller does to it changes no group. */
  @Override
  public JsonObject data() {
    return data.copy();
  }

  /** The same with other bounds of its trigger. */
  public TaskGroup withBounds(Bounds to) {
    return new TaskGroup(name, job, trigger, to, data, policies, description, labels, version);
  }

  /** The same with other first data. */
  public TaskGroup withData(JsonObject to) {
    return new TaskGroup(name, job, trigger, bounds, to, policies, description, labels, version);
  }

  /** The same with other policies. */
  public TaskGroup withPolicies(TaskPolicies to) {
    return new TaskGroup(name, job, trigger, bounds, data, to, description, labels, version);
  }

  /** The same with another description. */
  public TaskGroup withDescription(String to) {
    return new TaskGroup(name, job, trigger, bounds, data, policies, to, labels, version);
  }

  /** The same with other labels. */
  public TaskGroup withLabels(Map<String, String> to) {
    return new TaskGroup(name, job, trigger, bounds, data, policies, description, to, version);
  }

  /** The same as another version. */
  public TaskGroup withVersion(long to) {
    return new TaskGroup(name, job, trigger, bounds, data, policies, description, labels, to);
  }
}
