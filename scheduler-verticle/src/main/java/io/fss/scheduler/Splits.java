package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Columns;
import io.fss.kernel.Dialect;
import io.fss.kernel.GuardedUpdate;
import io.fss.kernel.Ids;
import io.fss.kernel.Tx;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Route;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits tasks: a broadcast has a part for each client, a sharded task as many as its policies say.
 * The task itself goes to no client; it is RUNNING until the last of its parts has ended.
 */
final class Splits {
  private static final GuardedUpdate SPLIT =
      new GuardedUpdate(
          "task",
          List.of(
              "status = 3",
              "wait = 0",
              "booked_at = b.now",
              "progress_at = b.now",
              "check_at = 0",
              "children = b.children",
              "open_children = b.children"),
          Columns.of("id BIGINT", "attempt INT", "children INT", "now BIGINT"),
          "task.id = b.id AND task.attempt = b.attempt AND " + TaskRow.WAITING,
          List.of("task.id"));

  private static final String INSERT =
      """
      INSERT INTO task (id, group_id, occurrence_key, namespace, group_name, app, job, status,
        priority, planned_at, due_at, attempt, tries, policies, lease_ms, check_at, finish_by,
        params, message, remark, selector, parent, children)
      SELECT b.id, p.group_id, b.occurrence, p.namespace, p.group_name, p.app, p.job, 1,
        p.priority, p.planned_at, b.due, 1, 0, b.policies, p.lease_ms, p.finish_by, p.finish_by,
        CASE WHEN b.params = '' THEN p.params ELSE b.params END, '', '', b.selector, p.id, b.shards
      FROM {b} JOIN task p ON p.id = b.parent
      WHERE true
      """;

  // Rows of one statement: each has its policies, and may have parameters.
  private static final int AT_ONCE = 1_000;
  private static final long MOST_CHARACTERS = 8L << 20;

  private final Ids ids;
  private final BatchDeed split;
  private final BatchStatement insert;

  Splits(Dialect dialect, Ids ids) {
    this.ids = ids;
    this.split = dialect.updateUnasked(SPLIT);
    this.insert =
        dialect.over(
            INSERT,
            Columns.of(
                "id BIGINT",
                "parent BIGINT",
                "occurrence TEXT",
                "due BIGINT",
                "policies TEXT",
                "params TEXT",
                "selector TEXT",
                "shards INT"));
  }

  /** One part and what its row says of it. */
  private record Child(
      Staged task, long parent, String key, Policies policies, String params, int shards) {}

  /** Whether the parameters of the parts would be more than a transaction should carry. */
  static boolean isTooLarge(TaskRow task) {
    Policies policies = task.policies();
    long own = policies.getShardParamsList().stream().mapToLong(String::length).sum();
    return own + (long) policies.getShardParamsCount() * task.params().length() > MOST_CHARACTERS;
  }

  /** Splits tasks that wait; answers their parts, which wait for clients of their own. */
  Future<List<Staged>> split(Tx tx, List<BookingPlan.Booking> parents, long now) {
    if (parents.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    Batch rows = SPLIT.columns().batch();
    List<Batch> inserts = new ArrayList<>();
    List<Staged> parts = new ArrayList<>();
    for (BookingPlan.Booking parent : parents) {
      List<Child> made = children(parent, now);
      rows.add(parent.row().id(), parent.row().attempt(), made.size(), now);
      for (Child child : made) {
        if (parts.size() % AT_ONCE == 0) {
          inserts.add(insert.batch());
        }
        parts.add(child.task());
        inserts
            .get(inserts.size() - 1)
            .add(
                child.task().id(),
                child.parent(),
                child.key(),
                child.task().dueAt(),
                PolicyText.encode(child.policies()),
                child.params(),
                child.task().routing().selector(),
                child.shards());
      }
    }
    return split
        .run(tx, rows)
        .compose(done -> Repeat.forEach(inserts, batch -> tx.run(insert, batch).mapEmpty()))
        .map(parts);
  }

  private List<Child> children(BookingPlan.Booking parent, long now) {
    Policies policies = parent.row().policies();
    List<String> targets = parent.candidate().targets();
    boolean broadcast = policies.getRoute() == Route.BROADCAST;
    int count = Routing.of(policies).parts(targets.size());
    Policies.Builder child =
        policies.toBuilder()
            .setRoute(Route.ROUND_ROBIN)
            .clearShards()
            .clearShardParams()
            .setRetryElsewhere(!broadcast);
    if (broadcast) {
      // A part stays with its client. One that is gone is waited for as long as it would be
      // believed.
      long wait =
          policies.getClientWaitMs() == 0 ? policies.getLeaseMs() : policies.getClientWaitMs();
      child.clearRouteLabels().setClientWaitMs(wait);
    }
    List<Child> children = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      if (broadcast) {
        child.setRouteClient(targets.get(i));
      }
      children.add(child(parent, i, child.build(), broadcast ? 0 : count, now));
    }
    return children;
  }

  private Child child(
      BookingPlan.Booking parent, int index, Policies policies, int shards, long now) {
    TaskRow row = parent.row();
    // Whatever it itself had to wait for: its parts begin to wait now.
    long due = Math.max(now, row.dueAt());
    Staged task =
        new Staged(
            ids.next(),
            row.groupId(),
            row.job(),
            row.plannedAt(),
            due,
            1,
            false,
            row.priority(),
            Excuse.NONE,
            "",
            Routing.of(policies),
            Routing.NO_KEY);
    String params = params(row.params(), row.policies().getShardParamsList(), index);
    return new Child(
        task, row.id(), OccurrenceKey.child(row.id(), index), policies, params, shards);
  }

  private static String params(String all, List<String> each, int index) {
    if (index >= each.size()) {
      // As those of the task.
      return "";
    }
    JsonObject params = all.isEmpty() ? new JsonObject() : new JsonObject(all);
    return params.mergeIn(new JsonObject(each.get(index))).encode();
  }
}
