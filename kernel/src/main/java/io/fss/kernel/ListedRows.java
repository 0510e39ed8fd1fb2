package io.fss.kernel;

import io.vertx.sqlclient.PropertyKind;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.desc.ColumnDescriptor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * An answer whose rows are all at hand.
 *
 * @param columnsNames names of the columns
 * @param rowCount rows that a change touched; for a query the rows it found
 */
record ListedRows(List<String> columnsNames, List<Row> rows, int rowCount) implements RowSet<Row> {
  static final RowSet<Row> NONE = new ListedRows(List.of(), List.of(), 0);

  /** The same rows without their first column. */
  static RowSet<Row> behindFirst(RowSet<Row> rows) {
    List<String> columns = rows.columnsNames().subList(1, rows.columnsNames().size());
    List<Row> rest = new ArrayList<>(rows.size());
    for (Row row : rows) {
      ListedRow shorter = new ListedRow(columns);
      for (int i = 1; i <= columns.size(); i++) {
        shorter.addValue(row.getValue(i));
      }
      rest.add(shorter);
    }
    return new ListedRows(columns, rest, rest.size());
  }

  @Override
  public RowIterator<Row> iterator() {
    Iterator<Row> iterator = rows.iterator();
    return new RowIterator<>() {
      @Override
      public boolean hasNext() {
        return iterator.hasNext();
      }

      @Override
      public Row next() {
        return iterator.next();
      }
    };
  }

  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public List<ColumnDescriptor> columnDescriptors() {
    return List.of();
  }

  @Override
  public <V> V property(PropertyKind<V> kind) {
    return null;
  }

  @Override
  public RowSet<Row> value() {
    return this;
  }

  @Override
  public RowSet<Row> next() {
    return null;
  }
}
