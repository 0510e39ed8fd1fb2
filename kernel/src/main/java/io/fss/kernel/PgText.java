package io.fss.kernel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Statements as PostgreSQL writes them: {@code $1}, {@code $2} for {@code ?}. */
final class PgText {
  // More than the product has; a text that depends on a filter is numbered again once it is full.
  private static final int KEPT = 1_000;

  private final Map<String, String> numbered = new ConcurrentHashMap<>();

  String numbered(String sql) {
    String known = numbered.get(sql);
    if (known != null) {
      return known;
    }
    String made = number(sql);
    if (numbered.size() < KEPT) {
      numbered.put(sql, made);
    }
    return made;
  }

  int kept() {
    return numbered.size();
  }

  private static String number(String sql) {
    StringBuilder text = new StringBuilder(sql.length() + 16);
    int parameter = 0;
    char quote = 0;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (quote != 0) {
        // A doubled quote closes and opens again, which comes to the same.
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '?') {
        text.append('$').append(++parameter);
        continue;
      }
      text.append(c);
    }
    return text.toString();
  }
}
