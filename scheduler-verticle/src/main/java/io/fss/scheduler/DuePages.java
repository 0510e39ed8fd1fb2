package io.fss.scheduler;

import io.fss.kernel.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

/** Walks the tasks that wait for their time or have been booked, by when they are or were due. */
final class DuePages {
  // "due_at >= ?" says nothing new, but is what a database can find the place in the index by.
  private static final String PAGE =
      "SELECT %s FROM task%s WHERE %s%s AND due_at <= ? AND due_at >= ? AND (due_at > ? OR id > ?)"
          + " ORDER BY due_at, id LIMIT ?";

  private final Database database;
  private final String columns;
  private final String inOrder;
  private final String condition;
  private long due = Long.MIN_VALUE;
  private long id;

  /**
   * Begins before the first of them.
   *
   * @param columns of {@code task}, {@code due_at} and {@code id} among them
   * @param condition which ones are meant; implies {@code wait = 0}, as the index does
   */
  DuePages(Database database, String columns, String condition) {
    this.database = database;
    this.columns = columns;
    this.inOrder = database.dialect().inOrderOf("task_due");
    this.condition = condition;
  }

  /**
   * The next ones that are due until then; the place is behind the last of them afterwards.
   *
   * @param among {@link Shards#condition}
   */
  Future<RowSet<Row>> next(long until, int limit, String among) {
    return database
        .read(
            PAGE.formatted(columns, inOrder, condition, among),
            Tuple.of(until, due, due, id, limit))
        .onSuccess(
            rows -> {
              Row last = null;
              for (Row row : rows) {
                last = row;
              }
              if (last != null) {
                due = last.getLong("due_at");
                id = last.getLong("id");
              }
            });
  }

  /** How far it has come: the time of the last one that was read. */
  long place() {
    return due;
  }

  /** Begins before the first of them again. */
  void rewind() {
    due = Long.MIN_VALUE;
    id = 0;
  }

  /** Takes what is due up to that instant for read. */
  void passTo(long until) {
    if (until > due) {
      due = until;
      id = Long.MAX_VALUE;
    }
  }

  /** Goes back, so that what is due from that instant on is read again. */
  void backTo(long from) {
    if (from <= due) {
      due = from - 1;
      id = Long.MAX_VALUE;
    }
  }
}
