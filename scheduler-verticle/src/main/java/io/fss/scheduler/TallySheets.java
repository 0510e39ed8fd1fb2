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
 * <p>The transaction that ends tasks writes its sheet with them, so each end is counted once,
 * whatever crashes, however late a transaction commits and whatever a clock says, and the history
 * need not be read again nor marked row by row. A sheet holds all lines of a transaction, so a line
 * costs a fraction of a row.
 */
final class TallySheets {
  // Bounds what the roll-up reads in one go.
  private static final int LINES = 500;

  private final BatchStatement insert;

  TallySheets(Dialect dialect) {
    this.insert =
        dialect.over(
            "INSERT INTO task_tally (id, settled_at, namespace, ends)"
                + " SELECT b.id, b.settled, b.namespace, b.ends FROM {b} WHERE true",
            Columns.of("id BIGINT", "settled BIGINT", "namespace TEXT", "ends TEXT"));
  }

  /**
   * A line and where it belongs.
   *
   * @param task id that no other line has
   */
  record Entry(long task, String namespace, TallyLine line) {}

  /** Writes down what the transaction ends. */
  Future<Void> write(Tx tx, Collection<Entry> entries, long settledAt) {
    Map<String, Sheet> sheets = new LinkedHashMap<>();
    Batch rows = insert.batch();
    for (Entry entry : entries) {
      Sheet sheet = sheets.computeIfAbsent(entry.namespace(), first -> new Sheet(entry.task()));
      entry.line().write(sheet.text);
      if (++sheet.lines == LINES) {
        add(rows, entry.namespace(), sheet, settledAt);
        sheets.remove(entry.namespace());
      }
    }
    sheets.forEach((namespace, sheet) -> add(rows, namespace, sheet, settledAt));
    return tx.run(insert, rows).mapEmpty();
  }

  private static void add(Batch rows, String namespace, Sheet sheet, long settledAt) {
    rows.add(sheet.id, settledAt, namespace, sheet.text.toString());
  }

  private static final class Sheet {
    private final long id;
    private final StringBuilder text = new StringBuilder();
    private int lines;

    private Sheet(long id) {
      this.id = id;
    }
  }
}
