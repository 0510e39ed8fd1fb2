package io.fss.console;

import io.fss.proto.bus.v1.GroupCounters;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Policies;
import io.vertx.core.json.JsonObject;

/** Task groups in JSON; those that are read keep to the contract's schema. */
final class GroupJson {
  private GroupJson() {}

  static JsonObject write(GroupInfo group) {
    GroupSpec spec = group.getSpec();
    boolean ran = group.getLastStatus() != TaskStatus.TASK_STATUS_UNSPECIFIED;
    return new Fields()
        .id("id", group.getId())
        .text("namespace", spec.getNamespace())
        .text("name", spec.getName())
        .text("app", spec.getApp())
        .text("job", spec.getJob())
        .text("description", spec.getDescription())
        .always("enabled", spec.getEnabled())
        .always("version", group.getVersion())
        .always("trigger", TriggerJson.write(spec.getTrigger()))
        .always(
            "data", spec.getData().isEmpty() ? new JsonObject() : new JsonObject(spec.getData()))
        .always("policies", policies(spec.getPolicies()))
        .always("counters", counters(group.getCounters()))
        .id("nextTaskId", group.getNextTaskId())
        .instant("nextRunAt", group.getNextRunAtMs())
        .id("lastTaskId", group.getLastTaskId())
        .instant("lastRunAt", group.getLastRunAtMs())
        .text("lastStatus", ran ? group.getLastStatus().name() : "")
        .instant("createdAt", group.getCreatedAtMs())
        .instant("updatedAt", group.getUpdatedAtMs())
        .always("declared", group.getDeclared())
        .json();
  }

  private static JsonObject policies(Policies policies) {
    return new Fields()
        .number("maxTries", policies.getMaxTries())
        .number("retryDelayMs", policies.getRetryDelayMs())
        .number("leaseMs", policies.getLeaseMs())
        .json();
  }

  private static JsonObject counters(GroupCounters counters) {
    long ended = counters.getSuccesses() + counters.getFailures();
    return new Fields()
        .always("runs", counters.getRuns())
        .always("successes", counters.getSuccesses())
        .always("failures", counters.getFailures())
        .always("skipped", counters.getSkipped())
        .millis("averageDurationMs", ended == 0 ? 0 : counters.getTotalDurationUs() / ended)
        .json();
  }

  static GroupSpec read(JsonObject json) {
    JsonObject data = json.getJsonObject("data");
    return GroupSpec.newBuilder()
        .setNamespace(json.getString("namespace", "default"))
        .setName(json.getString("name"))
        .setApp(json.getString("app"))
        .setJob(json.getString("job"))
        .setDescription(json.getString("description", ""))
        .setEnabled(json.getBoolean("enabled", true))
        .setTrigger(TriggerJson.read(json.getJsonObject("trigger")))
        .setData(data == null ? "" : data.encode())
        .setPolicies(readPolicies(json.getJsonObject("policies", new JsonObject())))
        .build();
  }

  private static Policies readPolicies(JsonObject json) {
    return Policies.newBuilder()
        .setMaxTries(json.getInteger("maxTries", 0))
        .setRetryDelayMs(json.getLong("retryDelayMs", 0L))
        .setLeaseMs(json.getLong("leaseMs", 0L))
        .build();
  }
}
