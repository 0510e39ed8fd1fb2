package io.fss.scheduler;

import io.fss.kernel.BatchDeed;
import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.kernel.Columns;
import io.fss.kernel.Database;
import io.fss.kernel.NewRows;
import io.fss.kernel.Refusal;
import io.fss.kernel.Tx;
import io.fss.proto.bus.v1.NamespaceInfo;
import io.fss.proto.bus.v1.NamespaceList;
import io.fss.proto.bus.v1.NamespacePauseRequest;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/**
 * Pauses and resumes namespaces. The row is what booking obeys; the message only makes the
 * schedulers look at once.
 */
final class Namespaces {
  private static final int REASON = 500;
  private static final int MOST = 10_000;

  private static final NewRows NEW =
      new NewRows(
          "namespace_pause",
          List.of("namespace", "paused", "reason", "changed_at"),
          List.of("b.namespace", "0", "''", "b.now"),
          Columns.of("namespace TEXT", "now BIGINT"),
          List.of("namespace"),
          "namespace");

  // Groups are counted once for all of them: that walks one index instead of one for each.
  private static final String LIST =
      """
      SELECT n.namespace, COALESCE(g.n, 0) AS n, COALESCE(p.paused, 0) AS paused,
        COALESCE(p.reason, '') AS reason, COALESCE(p.changed_at, 0) AS changed_at
      FROM (SELECT namespace FROM namespace_pause WHERE paused = 1
        UNION SELECT namespace FROM task_group) n
      LEFT JOIN (SELECT namespace, COUNT(*) AS n FROM task_group GROUP BY namespace) g
        ON g.namespace = n.namespace
      LEFT JOIN namespace_pause p ON p.namespace = n.namespace
      ORDER BY n.namespace LIMIT ?
      """;

  private final Bus bus;
  private final Database database;
  private final Clock clock;
  private final BatchDeed insert;

  Namespaces(Bus bus, Database database, Clock clock) {
    this.bus = bus;
    this.database = database;
    this.clock = clock;
    this.insert = database.dialect().insert(NEW);
  }

  /** Pauses or resumes; to do so again only changes the reason. */
  Future<NamespaceInfo> pause(NamespacePauseRequest request) {
    check(request);
    long now = clock.millis();
    return database
        .transact("group", tx -> write(tx, request, now))
        .compose(written -> groups(request.getNamespace()))
        .map(
            groups -> {
              NamespaceInfo namespace =
                  NamespaceInfo.newBuilder()
                      .setNamespace(request.getNamespace())
                      .setPaused(request.getPaused())
                      .setReason(request.getReason())
                      .setChangedAtMs(now)
                      .setGroups(groups)
                      .build();
              bus.publish(Channels.NAMESPACE_CHANGED, namespace);
              return namespace;
            });
  }

  private static void check(NamespacePauseRequest request) {
    Violations violations = new Violations();
    violations.text("namespace", request.getNamespace(), Violations.NAMESPACE);
    int length = request.getReason().length();
    if (length > REASON) {
      violations.broken("reason", length + " characters", "must have at most " + REASON);
    }
    if (!violations.none()) {
      throw Refusal.invalid(violations.all());
    }
  }

  private Future<?> write(Tx tx, NamespacePauseRequest request, long now) {
    return insert
        .run(tx, NEW.columns().batch().add(request.getNamespace(), now))
        .compose(
            made ->
                tx.run(
                    "UPDATE namespace_pause SET paused = ?, reason = ?, changed_at = ?"
                        + " WHERE namespace = ?",
                    Tuple.of(
                        request.getPaused() ? 1 : 0,
                        request.getReason(),
                        now,
                        request.getNamespace())));
  }

  private Future<Long> groups(String namespace) {
    return database
        .read("SELECT COUNT(*) AS n FROM task_group WHERE namespace = ?", Tuple.of(namespace))
        .map(rows -> rows.iterator().next().getLong("n"));
  }

  /** Namespaces that have groups or are paused. */
  Future<NamespaceList> list() {
    return database
        .read(LIST, Tuple.of(MOST))
        .map(
            rows -> {
              NamespaceList.Builder list = NamespaceList.newBuilder();
              rows.forEach(row -> list.addNamespaces(of(row)));
              return list.build();
            });
  }

  private static NamespaceInfo of(Row row) {
    return NamespaceInfo.newBuilder()
        .setNamespace(row.getString("namespace"))
        .setPaused(row.getInteger("paused") == 1)
        .setReason(row.getString("reason"))
        .setChangedAtMs(row.getLong("changed_at"))
        .setGroups(row.getLong("n"))
        .build();
  }
}
