package io.fss.scheduler;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Conditions of a query that filters, with their parameters. */
final class Where {
  private final StringBuilder text = new StringBuilder();
  private final List<Object> parameters = new ArrayList<>();

  void and(boolean wanted, String condition, Object... values) {
    if (wanted) {
      text.append(text.isEmpty() ? " WHERE " : " AND ").append(condition);
      parameters.addAll(List.of(values));
    }
  }

  /** One of the columns contains the text, upper and lower case alike; an empty text is in all. */
  void contains(String wanted, String... columns) {
    if (wanted.isEmpty()) {
      return;
    }
    String pattern = "%" + wanted.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
    List<String> any = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (String column : columns) {
      any.add("LOWER(%s) LIKE LOWER(?) ESCAPE '!'".formatted(column));
      values.add(pattern);
    }
    and(true, "(" + String.join(" OR ", any) + ")", values.toArray());
  }

  /** All parameters, then the given ones. */
  Tuple tuple(Object... more) {
    List<Object> all = new ArrayList<>(parameters);
    all.addAll(List.of(more));
    return Tuple.wrap(all);
  }

  List<Object> parameters() {
    return parameters;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
