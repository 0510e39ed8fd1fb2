package io.fss.scheduler;

import io.fss.kernel.Database;
import io.fss.proto.bus.v1.GroupCounters;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupList;
import io.fss.proto.bus.v1.GroupListRequest;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Policies;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;

/** Reads task groups for people. */
final class GroupRead {
  static final String COLUMNS =
      "id, namespace, name, app, job, description, trigger_spec, data, data_version, max_tries,"
          + " retry_delay_ms, lease_ms, enabled, version, declared, next_task_id, next_run_at,"
          + " runs, successes, failures, skipped, total_duration_us, last_task_id, last_run_at,"
          + " last_status, created_at, updated_at";

  private final Database database;

  GroupRead(Database database) {
    this.database = database;
  }

  Future<GroupList> list(GroupListRequest request) {
    int limit = Page.limit(request.getLimit());
    Where where = new Where();
    where.and(request.getId() != 0, "id = ?", request.getId());
    where.and(!request.getNamespace().isEmpty(), "namespace = ?", request.getNamespace());
    where.and(!request.getName().isEmpty(), "name = ?", request.getName());
    where.and(!request.getApp().isEmpty(), "app = ?", request.getApp());
    where.and(!request.getJob().isEmpty(), "job = ?", request.getJob());
    where.and(request.hasEnabled(), "enabled = ?", request.getEnabled() ? 1 : 0);
    where.contains(request.getText(), "name", "description");
    where.and(request.getAfterId() != 0, "id > ?", request.getAfterId());
    return database
        .read(
            "SELECT %s FROM task_group%s ORDER BY id LIMIT ?".formatted(COLUMNS, where),
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
        .setPolicies(
            Policies.newBuilder()
                .setMaxTries(row.getInteger("max_tries"))
                .setRetryDelayMs(row.getLong("retry_delay_ms"))
                .setLeaseMs(row.getLong("lease_ms")))
        .setEnabled(row.getInteger("enabled") == 1)
        .build();
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
