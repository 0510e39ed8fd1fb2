package io.fss.kernel;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.internal.ArrayTuple;
import java.util.List;

/** A row whose values are at hand. */
final class ListedRow extends ArrayTuple implements Row {
  private final List<String> columns;

  ListedRow(List<String> columns) {
    super(columns.size());
    this.columns = columns;
  }

  @Override
  public String getColumnName(int position) {
    return position < 0 || position >= columns.size() ? null : columns.get(position);
  }

  @Override
  public int getColumnIndex(String column) {
    return columns.indexOf(column);
  }
}
