package io.fss.scheduler;

import io.fss.kernel.Database;
import io.fss.proto.bus.v1.GroupCounters;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupList;
import io.fss.proto.bus.v1.GroupListRequest;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.Map;
import java.util.TreeMap;

/** Reads task groups for people. */
final class GroupRead {
  static final String COLUMNS =
      "g.id, g.namespace, g.name, g.app, g.job, g.description, g.trigger_spec, g.data,"
          + " g.data_version, g.policies, g.labels, g.enabled, g.version, g.declared,"
          + " g.next_task_id, g.next_run_at, g.begun, g.runs, g.successes, g.failures, g.skipped,"
          + " g.total_duration_us, g.last_task_id, g.last_run_at, g.last_status, g.created_at,"
          + " g.updated_at, (SELECT COUNT(*) FROM namespace_pause n"
          + " WHERE n.namespace = g.namespace AND n.paused = 1) AS paused,"
          + " (SELECT COUNT(*) FROM task t WHERE t.group_id = g.id"
          + " AND (t.status IN (2, 3, 4) OR t.attempt > 1 OR t.wait = 1) AND t.parent = 0) AS live,"
          + " (SELECT COUNT(*) FROM task t WHERE t.group_id = g.id AND t.wait = 2) AS buffered";

  private final Database database;

  GroupRead(Database database) {
    this.database = database;
  }

  Future<GroupList> list(GroupListRequest request) {
    int limit = Page.limit(request.getLimit());
    Where where = new Where();
    where.and(request.getId() != 0, "g.id = ?", request.getId());
    where.and(!request.getNamespace().isEmpty(), "g.namespace = ?", request.getNamespace());
    where.and(!request.getName().isEmpty(), "g.name = ?", request.getName());
    where.and(!request.getApp().isEmpty(), "g.app = ?", request.getApp());
    where.and(!request.getJob().isEmpty(), "g.job = ?", request.getJob());
    where.and(request.hasEnabled(), "g.enabled = ?", request.getEnabled() ? 1 : 0);
    where.contains(request.getText(), "g.name", "g.description");
    request
        .getLabelsMap()
        .forEach(
            (label, value) ->
                where.and(
                    true,
                    "g.id IN (SELECT l.group_id FROM task_group_label l"
                        + " WHERE l.label = ? AND l.value = ?)",
                    label,
                    value));
    where.and(request.getAfterId() != 0, "g.id > ?", request.getAfterId());
    return database
        .read(
            "SELECT %s FROM task_group g%s ORDER BY g.id LIMIT ?".formatted(COLUMNS, where),
            where.tuple(limit + 1))
        .map(
            rows -> {
              GroupList.Builder list = GroupList.newBuilder();
              for (Row row : rows) {
                if (list.getGroupsCount() == limit) {
                  list.setMore(true);
                } else {
                  list.addGroups(of(row));
                }
              }
              return list.build();
            });
  }

  static GroupInfo of(Row row) {
    return GroupInfo.newBuilder()
        .setId(row.getLong("id"))
        .setSpec(spec(row))
        .setVersion(row.getLong("version"))
        .setDataVersion(row.getLong("data_version"))
        .setCounters(counters(row))
        .setNextTaskId(row.getLong("next_task_id"))
        .setNextRunAtMs(row.getLong("next_run_at"))
        .setLastTaskId(row.getLong("last_task_id"))
        .setLastRunAtMs(row.getLong("last_run_at"))
        .setLastStatus(TaskStatus.forNumber(row.getInteger("last_status")))
        .setCreatedAtMs(row.getLong("created_at"))
        .setUpdatedAtMs(row.getLong("updated_at"))
        .setDeclared(row.getInteger("declared") == 1)
        .setBegun(row.getLong("begun"))
        .setLive(row.getInteger("live"))
        .setBuffered(row.getInteger("buffered"))
        .setPaused(row.getLong("paused") > 0)
        .build();
  }

  private static GroupSpec spec(Row row) {
    return GroupSpec.newBuilder()
        .setNamespace(row.getString("namespace"))
        .setName(row.getString("name"))
        .setApp(row.getString("app"))
        .setJob(row.getString("job"))
        .setDescription(row.getString("description"))
        .setTrigger(TriggerText.decode(row.getString("trigger_spec")))
        .setData(row.getString("data"))
        .setPolicies(PolicyText.decode(row.getString("policies")))
        .putAllLabels(labels(row.getString("labels")))
        .setEnabled(row.getInteger("enabled") == 1)
        .build();
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new TreeMap<>();
    new JsonObject(text).forEach(label -> labels.put(label.getKey(), label.getValue().toString()));
    return labels;
  }

  private static GroupCounters counters(Row row) {
    return GroupCounters.newBuilder()
        .setRuns(row.getLong("runs"))
        .setSuccesses(row.getLong("successes"))
        .setFailures(row.getLong("failures"))
        .setSkipped(row.getLong("skipped"))
        .setTotalDurationUs(row.getLong("total_duration_us"))
        .build();
  }
}
