package io.fss.kernel;

import java.util.ArrayList;
import java.util.List;

/** Rows of values that go to the database in one go. */
public final class Batch {
  private final Columns columns;
  private final List<Object[]> rows = new ArrayList<>();

  Batch(Columns columns) {
    this.columns = columns;
  }

  /** Adds a row; one value a column, of the column's type or null. The array becomes its own. */
  public Batch add(Object... values) {
    if (values.length != columns.columns().size()) {
      throw new IllegalArgumentException(
          "a row of %d values for %s".formatted(values.length, columns));
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = columns.columns().get(i).value(values[i]);
    }
    rows.add(values);
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  public int size() {
    return rows.size();
  }

  /** Characters of its longest text; 0 without one. */
  int longestText() {
    int longest = 0;
    for (Object[] row : rows) {
      for (Object value : row) {
        if (value instanceof String text && text.length() > longest) {
          longest = text.length();
        }
      }
    }
    return longest;
  }

  Columns columns() {
    return columns;
  }

  List<Object[]> rows() {
    return rows;
  }
}
