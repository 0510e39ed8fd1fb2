package io.fss.console;

import io.fss.proto.bus.v1.GroupCounters;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.TaskStatus;
import io.vertx.core.json.JsonObject;
import java.util.TreeMap;

/** Task groups in JSON; those that are read keep to the contract's schema. */
final class GroupJson {
  private static final JsonObject NOTHING = new JsonObject();

  private GroupJson() {}

  static void write(GroupInfo group, Fields fields) {
    GroupSpec spec = group.getSpec();
    fields
        .id("id", group.getId())
        .text("namespace", spec.getNamespace())
        .text("name", spec.getName())
        .text("app", spec.getApp())
        .text("job", spec.getJob())
        .text("description", spec.getDescription())
        .always("enabled", spec.getEnabled())
        .always("paused", group.getPaused())
        .always("version", group.getVersion())
        .always("dataVersion", group.getDataVersion())
        .object("trigger", spec.getTrigger(), TriggerJson::write)
        .json("data", spec.getData())
        .object("policies", spec.getPolicies(), PolicyJson::write)
        .texts("labels", new TreeMap<>(spec.getLabelsMap()));
    progress(group, fields);
  }

  private static void progress(GroupInfo group, Fields fields) {
    boolean ran = group.getLastStatus() != TaskStatus.TASK_STATUS_UNSPECIFIED;
    fields
        .object("counters", group.getCounters(), GroupJson::counters)
        .always("begun", group.getBegun())
        .always("live", group.getLive())
        .always("buffered", group.getBuffered())
        .id("nextTaskId", group.getNextTaskId())
        .instant("nextRunAt", group.getNextRunAtMs())
        .id("lastTaskId", group.getLastTaskId())
        .instant("lastRunAt", group.getLastRunAtMs())
        .text("lastStatus", ran ? group.getLastStatus().name() : "")
        .instant("createdAt", group.getCreatedAtMs())
        .instant("updatedAt", group.getUpdatedAtMs())
        .always("declared", group.getDeclared());
  }

  private static void counters(GroupCounters counters, Fields fields) {
    long ended = counters.getSuccesses() + counters.getFailures();
    fields
        .always("runs", counters.getRuns())
        .always("successes", counters.getSuccesses())
        .always("failures", counters.getFailures())
        .always("skipped", counters.getSkipped())
        .millis("averageDurationMs", ended == 0 ? 0 : counters.getTotalDurationUs() / ended);
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
        .setPolicies(PolicyJson.read(json.getJsonObject("policies", NOTHING)))
        .putAllLabels(LabelJson.read(json.getJsonObject("labels", NOTHING)))
        .build();
  }
}
