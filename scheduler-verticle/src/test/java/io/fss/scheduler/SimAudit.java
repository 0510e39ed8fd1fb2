package io.fss.scheduler;

import io.fss.kernel.InMemoryDatabase;
import io.vertx.sqlclient.Row;
import java.sql.SQLException;
import java.util.List;
import java.util.StringJoiner;

/** Compares the tables with the ledger and with themselves, when everything is still. */
final class SimAudit {
  private static final String BEFORE =
      """
      FROM task WHERE (status IN (2, 3, 4) AND booked_at < ?) OR (status = 1 AND due_at < ?)
      """;

  private static final long BEHIND_MS = 2_000;

  private static final String BEHIND =
      """
      FROM task_group g JOIN task t ON t.id = g.next_task_id
      WHERE g.enabled = 1 AND g.follows = 0 AND t.status = 1 AND t.due_at < ?
      """;

  private static final String COUNTERS =
      """
      SELECT g.id, g.name, g.runs, g.successes, g.failures, g.skipped, g.total_duration_us,
        COUNT(h.id) FILTER (WHERE h.tries > 0) AS h_runs,
        COUNT(h.id) FILTER (WHERE h.status = 5) AS h_successes,
        COUNT(h.id) FILTER (WHERE h.status IN (6, 9, 10)) AS h_failures,
        COALESCE(SUM(h.occurrences) FILTER (WHERE h.status = 7), 0) AS h_skipped,
        COALESCE(SUM(h.duration_us), 0) AS h_duration,
        g.tasks, (SELECT COUNT(*) FROM task t WHERE t.group_id = g.id AND t.parent = 0) AS h_tasks
      FROM task_group g LEFT JOIN task_history h ON h.group_id = g.id AND h.parent = 0
      GROUP BY g.id
      """;

  private static final String ROLLED_UP =
      """
      SELECT h.id, h.runs, h.successes, h.failures, h.skipped,
        COALESCE(SUM(r.runs), 0) AS r_runs, COALESCE(SUM(r.successes), 0) AS r_successes,
        COALESCE(SUM(r.failures), 0) AS r_failures, COALESCE(SUM(r.skipped), 0) AS r_skipped
      FROM (SELECT %1$s AS id, COUNT(*) FILTER (WHERE tries > 0) AS runs,
          COUNT(*) FILTER (WHERE status = 5) AS successes,
          COUNT(*) FILTER (WHERE status IN (6, 9, 10)) AS failures,
          COALESCE(SUM(occurrences) FILTER (WHERE status = 7), 0) AS skipped
        FROM task_history WHERE parent = 0 GROUP BY %1$s) h
      LEFT JOIN %2$s r ON r.%1$s = h.id
      GROUP BY h.id
      """;

  // What was split ended after all of its parts had, and as they had; one that was to stop may say
  // so.
  private static final String FAMILIES =
      """
      SELECT h.*, COUNT(c.id) AS parts, COUNT(c.id) FILTER (WHERE c.status = 5) AS good
      FROM task_history h LEFT JOIN task_history c ON c.parent = h.id
      WHERE h.children > 0 AND h.parent = 0
      GROUP BY h.id
      HAVING parts <> h.children OR (h.status = 5 AND good <> parts)
        OR (h.status = 6 AND good = parts AND c.remark = '')
      """;

  private final SimWorld world;
  private final InMemoryDatabase tables;
  private final SimLedger ledger;

  SimAudit(SimWorld world, InMemoryDatabase tables, SimLedger ledger) {
    this.world = world;
    this.tables = tables;
    this.ledger = ledger;
  }

  private Iterable<Row> rows(String sql, Object... parameters) {
    try {
      return tables.run(sql, parameters);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private long count(String sql, Object... parameters) {
    return rows("SELECT COUNT(*) AS n " + sql, parameters).iterator().next().getLong("n");
  }

  /** Whether everything that was due or booked before has ended, and no group is behind. */
  boolean settled(long since) {
    return count(BEFORE, since, since) == 0 && count(BEHIND, world.millis() - BEHIND_MS) == 0;
  }

  boolean empty() {
    return count("FROM task") == 0;
  }

  /** Fails with what has not ended. */
  void stuck(long since) {
    StringJoiner stuck = new StringJoiner("\n  ");
    rows("SELECT * " + BEFORE, since, since).forEach(row -> stuck.add(text(row)));
    rows("SELECT t.* " + BEHIND, world.millis() - BEHIND_MS).forEach(row -> stuck.add(text(row)));
    throw new SimViolation("stuck at " + world.millis() + ":\n  " + stuck, null);
  }

  private static String text(Row row) {
    StringJoiner text = new StringJoiner(" ");
    for (int i = 0; i < row.size(); i++) {
      text.add(row.getColumnName(i) + "=" + row.getValue(i));
    }
    return text.toString();
  }

  /** Every enabled group that needs a next task has one. */
  void groups() {
    rows("SELECT g.* FROM task_group g WHERE " + Audit.STUCK)
        .forEach(
            row -> {
              throw new SimViolation("no next task: " + text(row), null);
            });
  }

  /** Counters equal history, and nothing that was planned is without a record. */
  void accounts() {
    for (Row row : rows(COUNTERS)) {
      same(row, "runs", "h_runs");
      same(row, "successes", "h_successes");
      same(row, "failures", "h_failures");
      same(row, "skipped", "h_skipped");
      same(row, "total_duration_us", "h_duration");
      same(row, "tasks", "h_tasks");
    }
    ledger.accounts().forEach(this::account);
    for (Row row : rows(FAMILIES)) {
      throw new SimViolation("parts are missing or fewer failed: " + text(row), null);
    }
  }

  /** Whether all that has ended is added up, and nobody is at it. */
  boolean addedUp() {
    return count("FROM task_tally") == 0 && count("FROM rollup_round") == 0;
  }

  /** What was added up hour by hour equals history; to be asked when all of it is. */
  void rollups() {
    rollups("group_id", "task_rollup");
    rollups("namespace", "namespace_rollup");
  }

  private void rollups(String owner, String table) {
    for (Row row : rows(ROLLED_UP.formatted(owner, table))) {
      for (String counter : List.of("runs", "successes", "failures", "skipped")) {
        if (!row.getLong(counter).equals(row.getLong("r_" + counter))) {
          throw new SimViolation(
              "%s of %s %s rolled up: %d, history says %d"
                  .formatted(
                      counter,
                      owner,
                      row.getValue("id"),
                      row.getLong("r_" + counter),
                      row.getLong(counter)),
              null);
        }
      }
    }
  }

  private static void same(Row row, String counter, String history) {
    if (!row.getLong(counter).equals(row.getLong(history))) {
      throw new SimViolation(
          "counter %s of group %s is %d, history says %d"
              .formatted(
                  counter, row.getString("name"), row.getLong(counter), row.getLong(history)),
          null);
    }
  }

  private void account(long group, SimLedger.Account account) {
    long live = count("FROM task WHERE group_id = ?", group);
    long recorded =
        rows(
                "SELECT COALESCE(SUM(occurrences), 0) AS n FROM task_history WHERE group_id = ?",
                group)
            .iterator()
            .next()
            .getLong("n");
    long made = account.made - account.vanished;
    long expected = made + account.missed;
    boolean fine =
        account.bounded
            ? live + recorded >= made && live + recorded <= expected
            : live + recorded == expected;
    if (!fine) {
      throw new SimViolation(
          "group %d: %d live and %d on record, but %d were made, %d taken back, %d passed"
              .formatted(group, live, recorded, account.made, account.vanished, account.missed),
          null);
    }
  }
}
