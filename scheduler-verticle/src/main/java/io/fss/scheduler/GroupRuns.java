package io.fss.scheduler;

import io.fss.kernel.BatchDeed;
import io.fss.kernel.Clock;
import io.fss.kernel.Columns;
import io.fss.kernel.Database;
import io.fss.kernel.Ids;
import io.fss.kernel.NewRows;
import io.fss.kernel.Refusal;
import io.fss.kernel.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/** Makes tasks that a person or a program asks for, beside the trigger of their group. */
final class GroupRuns {
  private static final NewRows KEY =
      new NewRows(
          "task_key",
          List.of("task_id", "group_id", "run_key", "created_at"),
          List.of("b.task", "b.group_id", "b.run_key", "b.now"),
          Columns.of("task BIGINT", "group_id BIGINT", "run_key TEXT", "now BIGINT"),
          List.of("group_id", "run_key"),
          "task_id");

  private final Database database;
  private final Clock clock;
  private final Ids ids;
  private final int most;
  private final BatchDeed claim;
  private final NewTasks tasks;
  private final GroupLocks locks;

  /**
   * Makes one.
   *
   * @param most runs by hand of one group that may not have ended at one time
   */
  GroupRuns(Database database, Clock clock, Ids ids, int most) {
    this.database = database;
    this.clock = clock;
    this.ids = ids;
    this.most = most;
    this.claim = database.dialect().insert(KEY);
    this.tasks = new NewTasks(database.dialect());
    this.locks = GroupLocks.withoutData(database.dialect());
  }

  /**
   * What is asked for.
   *
   * @param key idempotency key; empty means a new task each time
   * @param params JSON object or empty
   * @param finishBy when it must have ended; 0 means as the group's policies say
   * @param remark kept with the task
   */
  record Wish(long groupId, String key, String params, long finishBy, String remark) {}

  /** The task that was made, or the one the key had made before and nothing to wait for. */
  record Made(long taskId, List<Staged> waiting) {}

  /**
   * Makes a task that is due now; the same key makes it once. NOT_FOUND without the group, TOO_MANY
   * where as many wait or run as may.
   */
  Future<Made> run(Wish wish) {
    long now = clock.millis();
    long task = ids.next();
    String key = wish.key().isEmpty() ? UUID.randomUUID().toString() : wish.key();
    return database.transact(
        "group",
        tx ->
            group(tx, wish.groupId())
                .compose(
                    group ->
                        claim
                            .run(tx, KEY.columns().batch().add(task, group.id(), key, now))
                            .compose(
                                claimed ->
                                    claimed.size() == 0
                                        ? earlier(tx, group.id(), key)
                                        : room(tx, group)
                                            .compose(
                                                room -> insert(tx, group, wish, task, key, now)))));
  }

  /** Fails where there is no room for one more; that takes back the claim of the key. */
  private Future<Void> room(Tx tx, GroupRow group) {
    return tx.run(
            "SELECT COUNT(*) AS n FROM (SELECT id FROM task WHERE group_id = ?"
                + " AND occurrence_key LIKE '%s%%' LIMIT ?) t".formatted(OccurrenceKey.key("")),
            Tuple.of(group.id(), most))
        .map(
            rows -> {
              if (rows.iterator().next().getLong("n") >= most) {
                throw new Refusal(
                    Refusal.Kind.TOO_MANY,
                    ("group %s in namespace %s: %d runs by hand have not ended, which is the most"
                            + " there may be (scheduler.manual-runs)")
                        .formatted(group.name(), group.job().namespace(), most),
                    List.of());
              }
              return null;
            });
  }

  private Future<GroupRow> group(Tx tx, long id) {
    return locks
        .take(tx, id)
        .map(group -> group.orElseThrow(() -> Refusal.notFound("there is no task group " + id)));
  }

  private static Future<Made> earlier(Tx tx, long group, String key) {
    return tx.run(
            "SELECT task_id FROM task_key WHERE group_id = ? AND run_key = ?", Tuple.of(group, key))
        .map(rows -> new Made(rows.iterator().next().getLong("task_id"), List.of()));
  }

  private Future<Made> insert(Tx tx, GroupRow group, Wish wish, long task, String key, long now) {
    Staged staged = Staged.byHand(task, group.id(), group.job(), group.policies(), now);
    long finishBy =
        wish.finishBy() > 0 ? wish.finishBy() : Planning.finishBy(group.policies(), now);
    NewTasks.NewTask row =
        new NewTasks.NewTask(
            staged,
            OccurrenceKey.key(key),
            group.name(),
            group.policies(),
            finishBy,
            wish.params(),
            wish.remark());
    return tasks
        .insert(tx, List.of(row))
        .compose(
            made ->
                tx.run(
                    "UPDATE task_group SET tasks = tasks + 1 WHERE id = ?", Tuple.of(group.id())))
        .map(new Made(task, List.of(staged)));
  }

  /** The group and the parameters of an ended task; fails with NOT_FOUND or CONFLICT. */
  Future<Wish> again(long taskId, String key) {
    return database
        .read("SELECT group_id, params, parent FROM task_history WHERE id = ?", Tuple.of(taskId))
        .compose(
            rows ->
                rows.size() > 0
                    ? Future.succeededFuture(again(taskId, key, rows.iterator().next()))
                    : isLive(taskId).compose(live -> Future.failedFuture(refusal(taskId, live))));
  }

  private static Wish again(long taskId, String key, Row row) {
    if (row.getLong("parent") != 0) {
      throw Refusal.conflict(
          "task %d is a part of task %d: run that one again"
              .formatted(taskId, row.getLong("parent")));
    }
    return new Wish(
        row.getLong("group_id"),
        key,
        row.getString("params"),
        0,
        "runs task %d again".formatted(taskId));
  }

  private Future<Boolean> isLive(long taskId) {
    return database
        .read("SELECT id FROM task WHERE id = ?", Tuple.of(taskId))
        .map(rows -> rows.size() > 0);
  }

  private static Refusal refusal(long taskId, boolean live) {
    return live
        ? Refusal.conflict("task %d has not ended yet".formatted(taskId))
        : Refusal.notFound("there is no task " + taskId);
  }
}
