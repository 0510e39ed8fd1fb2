package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows in aligned columns. */
final class Table {
  private static final int LONGEST = 60;

  private final List<List<String>> rows = new ArrayList<>();

  /** Starts a table; the headers are keys of the texts. */
  Table(String... headers) {
    rows.add(Arrays.stream(headers).map(header -> Texts.of("column." + header)).toList());
  }

  /** Adds the fields of an object, in the order given; missing ones stay empty. */
  Table row(JsonObject item, String... fields) {
    rows.add(Arrays.stream(fields).map(field -> cell(item, field)).toList());
    return this;
  }

  private static String cell(JsonObject item, String field) {
    JsonObject at = item;
    String[] path = field.split("\\.", -1);
    for (int i = 0; i < path.length - 1; i++) {
      at = at.getJsonObject(path[i], new JsonObject());
    }
    Object value = at.getValue(path[path.length - 1]);
    String text = value == null ? "-" : plain(value.toString());
    return text.length() > LONGEST ? text.substring(0, LONGEST - 3) + "..." : text;
  }

  /** Without line breaks and control characters, which could command the terminal. */
  static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  void print(PrintWriter out) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
