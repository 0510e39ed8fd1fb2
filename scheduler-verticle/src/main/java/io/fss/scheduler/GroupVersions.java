package io.fss.scheduler;

import io.fss.kernel.Database;
import io.fss.kernel.Tx;
import io.fss.proto.bus.v1.GroupInfo;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;

/** Earlier definitions of groups, so that a stale edit can be told what has changed since. */
final class GroupVersions {
  // A client that edits what is older than this learns that it is stale, but not what has changed.
  private static final int VERSIONS_KEPT = 20;

  private final Database database;

  GroupVersions(Database database) {
    this.database = database;
  }

  /** Keeps the definition of before as a step of the change, and forgets very old ones. */
  Future<Void> keep(Tx tx, GroupInfo old, JsonObject definition, long now) {
    return tx.run(
            "DELETE FROM task_group_version WHERE group_id = ? AND version <= ?",
            Tuple.of(old.getId(), old.getVersion() - VERSIONS_KEPT))
        .compose(
            gone ->
                tx.run(
                    "INSERT INTO task_group_version (group_id, version, definition, changed_at)"
                        + " VALUES (?, ?, ?, ?)",
                    Tuple.of(old.getId(), old.getVersion(), definition.encode(), now)))
        .mapEmpty();
  }

  /** The definition a group had in an earlier version; null where it is not known any more. */
  Future<JsonObject> definition(long id, long version) {
    return database
        .read(
            "SELECT definition FROM task_group_version WHERE group_id = ? AND version = ?",
            Tuple.of(id, version))
        .map(
            rows ->
                rows.size() == 0
                    ? null
                    : new JsonObject(rows.iterator().next().getString("definition")));
  }

  /** Version of the declaration that defined the group last. */
  Future<Long> declared(long id) {
    return database
        .read("SELECT declared_version FROM task_group WHERE id = ?", Tuple.of(id))
        .map(rows -> rows.size() == 0 ? 0L : rows.iterator().next().getLong("declared_version"));
  }

  /** Keeps the definition of before, unless it was changed after it was read. */
  Future<Void> keepIfKnown(Tx tx, GroupInfo old, long now) {
    return tx.run("SELECT version FROM task_group WHERE id = ?", Tuple.of(old.getId()))
        .compose(
            rows ->
                rows.iterator().next().getLong("version") == old.getVersion() + 1
                    ? keep(tx, old, GroupDefinition.of(old.getSpec()), now)
                    : Future.succeededFuture());
  }

  /** Forgets those of a group that is deleted. */
  Future<Void> delete(Tx tx, long id) {
    return tx.run("DELETE FROM task_group_version WHERE group_id = ?", Tuple.of(id)).mapEmpty();
  }
}
