package io.fss.kernel;

import java.util.List;

/**
 * Columns of a batch: how its values are called in a statement, and of what type they are.
 *
 * @param columns in the order of the values
 */
public record Columns(List<Column> columns) {

  /** Types a batch can carry. */
  public enum Type {
    BIGINT,
    INT,
    TEXT
  }

  /** One column. */
  public record Column(String name, Type type) {

    /** The value as the type has it: every database is to get the same. */
    Object value(Object value) {
      if (value == null || (type == Type.TEXT && value instanceof String)) {
        return value;
      }
      if (type == Type.BIGINT && value instanceof Number number) {
        return value instanceof Long ? value : Long.valueOf(number.longValue());
      }
      if (type == Type.INT && value instanceof Number number) {
        return value instanceof Integer
            ? value
            : Integer.valueOf(Math.toIntExact(number.longValue()));
      }
      throw new IllegalArgumentException(
          "column %s takes %s, not %s".formatted(name, type, value.getClass().getSimpleName()));
    }
  }

  /**
   * Declares columns.
   *
   * @param columns name and type of each, for example {@code "id BIGINT"}
   */
  public static Columns of(String... columns) {
    return new Columns(
        List.of(columns).stream()
            .map(column -> column.split(" "))
            .map(words -> new Column(words[0], Type.valueOf(words[1])))
            .toList());
  }

  /** An empty batch of these columns. */
  public Batch batch() {
    return new Batch(this);
  }
}
