package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Columns;
import io.fss.kernel.Dialect;
import io.fss.kernel.Tx;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The table {@code task_tally}: what has ended and is not in the roll-up yet.
 *
 * <p>The transaction that ends tasks writes its sheet with them, and the one that adds it up
 * deletes it: so each end is counted once, whatever crashes in between, however late a transaction
 * commits and whatever a clock says, and the history need not be read again nor marked row by row.
 * A sheet holds many lines, so a line costs a fraction of a row.
 */
final class TallySheets {
  /**
   * Parts the groups are dealt into. A transaction of the roll-up takes one of them: it changes
   * fewer rows, each by more lines.
   */
  static final int SHARDS = 8;

  private static final int LINES = 100;

  private final BatchStatement insert;

  TallySheets(Dialect dialect) {
    this.insert =
        dialect.over(
            "INSERT INTO task_tally (shard, settled_at, id, namespace, ends)"
                + " SELECT b.shard, b.settled, b.id, b.namespace, b.ends FROM {b} WHERE true",
            Columns.of("shard INT", "settled BIGINT", "id BIGINT", "namespace TEXT", "ends TEXT"));
  }

  /**
   * A line and where it belongs.
   *
   * @param task id that no other line has
   */
  record Entry(long task, String namespace, TallyLine line) {}

  static int shard(long group) {
    return (int) (Mix.of(group) >>> 61);
  }

  /** Writes down what the transaction ends. */
  Future<Void> write(Tx tx, Collection<Entry> entries, long settledAt) {
    Map<Place, Sheet> sheets = new LinkedHashMap<>();
    Batch rows = insert.batch();
    for (Entry entry : entries) {
      Place place = new Place(shard(entry.line().group()), entry.namespace());
      Sheet sheet = sheets.computeIfAbsent(place, first -> new Sheet(entry.task()));
      entry.line().write(sheet.text);
      if (++sheet.lines == LINES) {
        add(rows, place, sheet, settledAt);
        sheets.remove(place);
      }
    }
    sheets.forEach((place, sheet) -> add(rows, place, sheet, settledAt));
    return tx.run(insert, rows).mapEmpty();
  }

  private static void add(Batch rows, Place place, Sheet sheet, long settledAt) {
    rows.add(place.shard(), settledAt, sheet.id, place.namespace(), sheet.text.toString());
  }

  private record Place(int shard, String namespace) {}

  private static final class Sheet {
    private final long id;
    private final StringBuilder text = new StringBuilder();
    private int lines;

    private Sheet(long id) {
      this.id = id;
    }
  }
}
