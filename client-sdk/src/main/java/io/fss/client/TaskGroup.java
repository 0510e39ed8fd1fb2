package io.fss.client;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;

/**
 * A task group declared by the program. The platform creates it where it is missing; what an
 * operator changed or stopped stays.
 *
 * @param name name of the group, unique within the namespace, 1-128 characters of [A-Za-z0-9._-]
 * @param job job of the same app to run
 * @param trigger when its tasks are due
 * @param data first data of the group, at most 64 KiB as JSON text
 * @param policies how hard the platform tries
 * @param description for people
 * @param version only a newer version changes a group that exists
 */
public record TaskGroup(
    String name,
    String job,
    Trigger trigger,
    JsonObject data,
    TaskPolicies policies,
    String description,
    long version) {
  static final int MAX_DATA = 64 * 1024;

  /** Checks every field. */
  public TaskGroup {
    Rules.matches("group.name", name, Rules.NAME);
    Rules.matches("group.job", job, Rules.NAME);
    Objects.requireNonNull(trigger, "group.trigger");
    Objects.requireNonNull(policies, "group.policies");
    Objects.requireNonNull(description, "group.description");
    Rules.range("group.version", version, 0, Long.MAX_VALUE);
    data = data.copy();
    int bytes = data.encode().getBytes(StandardCharsets.UTF_8).length;
    Rules.range("group.data.bytes", bytes, 0, MAX_DATA);
  }

  private TaskGroup(String name, String job, Trigger trigger) {
    this(name, job, trigger, new JsonObject(), TaskPolicies.DEFAULT, "", 1);
  }

  /** Due as a Quartz cron expression says, read in UTC. */
  public static TaskGroup cron(String name, String job, String expression) {
    return cron(name, job, expression, ZoneOffset.UTC);
  }

  /** Due as a Quartz cron expression says, read in a time zone. */
  public static TaskGroup cron(String name, String job, String expression, ZoneId zone) {
    return new TaskGroup(name, job, new Trigger.Cron(expression, zone));
  }

  /** Due every so often. */
  public static TaskGroup fixedRate(String name, String job, Duration every) {
    return new TaskGroup(name, job, new Trigger.FixedRate(every));
  }

  /** Due so long after the previous task ended. */
  public static TaskGroup fixedDelay(String name, String job, Duration every) {
    return new TaskGroup(name, job, new Trigger.FixedDelay(every));
  }

  /** Due once. */
  public static TaskGroup once(String name, String job, Instant at) {
    return new TaskGroup(name, job, new Trigger.Once(at));
  }

  /** Due when the job says; after a task that does not, so long after its end. */
  public static TaskGroup dynamic(String name, String job, Duration fallback) {
    return new TaskGroup(name, job, new Trigger.Dynamic(fallback));
  }

  /** Run by hand or through the API only. */
  public static TaskGroup manual(String name, String job) {
    return new TaskGroup(name, job, new Trigger.Manual());
  }

  /** A copy: what a caller does to it changes no group. */
  @Override
  public JsonObject data() {
    return data.copy();
  }

  /** The same with other first data. */
  public TaskGroup withData(JsonObject to) {
    return new TaskGroup(name, job, trigger, to, policies, description, version);
  }

  /** The same with other policies. */
  public TaskGroup withPolicies(TaskPolicies to) {
    return new TaskGroup(name, job, trigger, data, to, description, version);
  }

  /** The same with another description. */
  public TaskGroup withDescription(String to) {
    return new TaskGroup(name, job, trigger, data, policies, to, version);
  }

  /** The same as another version. */
  public TaskGroup withVersion(long to) {
    return new TaskGroup(name, job, trigger, data, policies, description, to);
  }
}
