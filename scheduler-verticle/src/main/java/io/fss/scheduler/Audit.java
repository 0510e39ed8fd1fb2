package io.fss.scheduler;

import io.fss.kernel.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Audits that every enabled group that needs a next task has one. It walks the groups page by page;
 * what it finds is planned and counted.
 */
final class Audit {
  private static final Logger log = LoggerFactory.getLogger(Audit.class);
  private static final int BATCH = 1_000;

  /** Which groups lack a next task; needs the alias {@code g}. */
  static final String STUCK =
      """
      g.enabled = 1 AND ((g.automatic = 1 AND g.next_task_id = 0) OR (g.next_task_id <> 0
        AND NOT EXISTS (SELECT 1 FROM task t WHERE t.id = g.next_task_id)))
      """;

  // The same of a page of them, joined: asked group by group, a database may read all tasks.
  private static final String PAGE =
      """
      SELECT page.id, CASE WHEN page.enabled = 1
        AND ((page.automatic = 1 AND page.next_task_id = 0)
          OR (page.next_task_id <> 0 AND t.id IS NULL)) THEN 1 ELSE 0 END AS stuck
      FROM (SELECT id, enabled, automatic, next_task_id FROM task_group WHERE id > ?
        ORDER BY id LIMIT ?) page
      LEFT JOIN task t ON t.id = page.next_task_id
      ORDER BY page.id
      """;

  private final Database database;
  private final GroupStore groups;
  private final SchedulerMetrics metrics;
  private final Consumer<List<Staged>> planned;
  private long audited;

  Audit(
      Database database,
      GroupStore groups,
      SchedulerMetrics metrics,
      Consumer<List<Staged>> planned) {
    this.database = database;
    this.groups = groups;
    this.metrics = metrics;
    this.planned = planned;
  }

  /** Looks at the next page of groups. */
  Future<Void> look() {
    return database
        .read(PAGE, Tuple.of(audited, BATCH))
        .compose(
            rows -> {
              List<Long> stuck = new ArrayList<>();
              long last = 0;
              for (Row row : rows) {
                last = row.getLong("id");
                if (row.getInteger("stuck") == 1) {
                  stuck.add(last);
                }
              }
              audited = rows.size() < BATCH ? 0 : last;
              return Repeat.forEach(stuck, this::repair);
            });
  }

  private Future<Void> repair(long id) {
    return groups
        .replan(id)
        .map(
            changed -> {
              // Nothing is planned where the schedule is over or a running task decides.
              if (!changed.planned().isEmpty()) {
                log.error("group {} had no next task; planned again", id);
                metrics.replanned(1);
                planned.accept(changed.planned());
              }
              return null;
            });
  }
}
