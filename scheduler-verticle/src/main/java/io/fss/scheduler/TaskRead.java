package io.fss.scheduler;

import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.proto.bus.v1.AttemptInfo;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskList;
import io.fss.proto.bus.v1.TaskListRequest;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.bus.v1.Wait;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads tasks for people: live ones and history as one list, newest first. */
final class TaskRead {
  // Every try of the most there may be, with the refusals before each of them.
  static final int ATTEMPTS = 200;
  private static final String LIVE =
      "SELECT id, group_id, namespace, group_name, app, job, occurrence_key, status, planned_at,"
          + " attempt, tries, client, session, booked_at, 0 AS started_at, 0 AS ended_at,"
          + " 0 AS duration_us, progress, message, params, 1 AS occurrences,"
          + " planned_at AS last_planned_at, remark, due_at, priority, finish_by, wait, parent, children,"
          + " open_children, bad_children FROM task";
  private static final String ENDED =
      "SELECT id, group_id, namespace, group_name, app, job, occurrence_key, status, planned_at,"
          + " attempt, tries, client, session, booked_at, started_at, ended_at,"
          + " duration_us, progress, message, params, occurrences,"
          + " last_planned_at, remark, due_at, 0 AS priority, 0 AS finish_by, 0 AS wait,"
          + " parent, children, 0 AS open_children, 0 AS bad_children"
          + " FROM task_history";

  private final Database database;
  private final Clock clock;

  TaskRead(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  Future<TaskList> list(TaskListRequest request) {
    if (request.getId() != 0) {
      return one(request.getId());
    }
    return request.getParent() == 0 ? page(request) : parts(request);
  }

  /** Parts are found among the tasks of the group. */
  private Future<TaskList> parts(TaskListRequest request) {
    return one(request.getParent())
        .compose(
            found ->
                found.getTasksCount() == 0
                    ? Future.succeededFuture(found)
                    : page(request.toBuilder().setGroupId(found.getTasks(0).getGroupId()).build()));
  }

  private Future<TaskList> page(TaskListRequest request) {
    int limit = Page.limit(request.getLimit());
    TaskOrder order = TaskOrder.of(request);
    Where where = where(request);
    order.continued(where, request.getBefore());
    // Only what is booked names a client: it is found among what is due.
    String booked =
        request.getClient().isEmpty()
            ? ""
            : " AND wait = 0 AND due_at <= %d AND status IN (2, 3, 4)"
                .formatted(clock.millis() + Stager.LEAD_MS);
    String last = " ORDER BY %s LIMIT %d".formatted(order.columns(), limit + 1);
    String sql =
        "SELECT * FROM (SELECT * FROM (%s) a UNION ALL SELECT * FROM (%s) h) t%s"
            .formatted(LIVE + where + booked + last, ENDED + where + last, last);
    return database
        .read(sql, where.tuple(where.parameters().toArray()))
        .map(
            rows -> {
              TaskList.Builder list = TaskList.newBuilder();
              for (Row row : rows) {
                if (list.getTasksCount() == limit) {
                  list.setNext(order.cursor(list.getTasks(limit - 1)));
                } else {
                  list.addTasks(of(row));
                }
              }
              return list.build();
            });
  }

  private static Where where(TaskListRequest request) {
    Where where = new Where();
    where.and(request.getGroupId() != 0, "group_id = ?", request.getGroupId());
    where.and(!request.getNamespace().isEmpty(), "namespace = ?", request.getNamespace());
    where.and(!request.getClient().isEmpty(), "client = ?", request.getClient());
    where.and(request.getFromMs() != 0, "planned_at >= ?", request.getFromMs());
    where.and(request.getToMs() != 0, "planned_at < ?", request.getToMs());
    // Parts are younger than what they are parts of.
    where.and(request.getParent() != 0, "id > ?", request.getParent());
    where.and(request.getParent() != 0, "parent = ?", request.getParent());
    if (request.getStatusesCount() > 0) {
      // Numbers of an enum, not text from outside.
      String numbers =
          request.getStatusesValueList().stream()
              .map(String::valueOf)
              .collect(Collectors.joining(", "));
      where.and(true, "status IN (" + numbers + ")");
    }
    return where;
  }

  private Future<TaskList> one(long id) {
    return database
        .read("%s WHERE id = ? UNION ALL %s WHERE id = ?".formatted(LIVE, ENDED), Tuple.of(id, id))
        .compose(
            rows -> {
              TaskList.Builder list = TaskList.newBuilder();
              if (rows.size() == 0) {
                return Future.succeededFuture(list.build());
              }
              // Read between two transactions a task can show twice; the ended one is newer.
              Row latest = null;
              for (Row row : rows) {
                latest = row;
              }
              TaskInfo task = of(latest);
              return attempts(id)
                  .map(
                      attempts -> list.addTasks(task.toBuilder().addAllAttempts(attempts)).build());
            });
  }

  /** The newest of them, in their order. */
  private Future<List<AttemptInfo>> attempts(long taskId) {
    return database
        .read(
            "SELECT * FROM (SELECT attempt, last_attempt, status, session, client, booked_at,"
                + " started_at, ended_at, message FROM task_attempt WHERE task_id = ?"
                + " ORDER BY attempt DESC LIMIT ?) a ORDER BY attempt",
            Tuple.of(taskId, ATTEMPTS))
        .map(
            rows -> {
              List<AttemptInfo> attempts = new ArrayList<>();
              for (Row row : rows) {
                attempts.add(
                    AttemptInfo.newBuilder()
                        .setAttempt(row.getInteger("attempt"))
                        .setLastAttempt(row.getInteger("last_attempt"))
                        .setStatus(TaskStatus.forNumber(row.getInteger("status")))
                        .setClient(row.getString("client"))
                        .setSession(row.getString("session"))
                        .setBookedAtMs(row.getLong("booked_at"))
                        .setStartedAtMs(row.getLong("started_at"))
                        .setEndedAtMs(row.getLong("ended_at"))
                        .setMessage(row.getString("message"))
                        .build());
              }
              return attempts;
            });
  }

  private static TaskInfo of(Row row) {
    return TaskInfo.newBuilder()
        .setId(row.getLong("id"))
        .setGroupId(row.getLong("group_id"))
        .setNamespace(row.getString("namespace"))
        .setGroup(row.getString("group_name"))
        .setApp(row.getString("app"))
        .setJob(row.getString("job"))
        .setOccurrenceKey(row.getString("occurrence_key"))
        .setStatus(TaskStatus.forNumber(row.getInteger("status")))
        .setPlannedAtMs(row.getLong("planned_at"))
        .setAttempt(row.getInteger("attempt"))
        .setTries(row.getInteger("tries"))
        .setClient(row.getString("client"))
        .setSession(row.getString("session"))
        .setBookedAtMs(row.getLong("booked_at"))
        .setStartedAtMs(row.getLong("started_at"))
        .setEndedAtMs(row.getLong("ended_at"))
        .setDurationUs(row.getLong("duration_us"))
        .setProgress(row.getInteger("progress"))
        .setMessage(row.getString("message"))
        .setParams(row.getString("params"))
        .setCount(row.getLong("occurrences"))
        .setLastPlannedAtMs(row.getLong("last_planned_at"))
        .setRemark(row.getString("remark"))
        .setDueAtMs(row.getLong("due_at"))
        .setPriority(row.getInteger("priority"))
        .setFinishByMs(row.getLong("finish_by"))
        .setWait(Wait.forNumber(row.getInteger("wait")))
        .setParent(row.getLong("parent"))
        .setChildren(row.getInteger("children"))
        .setOpenChildren(row.getInteger("open_children"))
        .setBadChildren(row.getInteger("bad_children"))
        .build();
  }
}
