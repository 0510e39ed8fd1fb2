package io.fss.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A text.
 *
 * @param pattern it must match; null for any
 * @param least characters it must have
 * @param most characters it may have
 * @param words it must be one of; empty for any
 * @param rule what is told of another word
 * @param instant whether it must be an instant
 */
record TextShape(
    Pattern pattern, int least, int most, Set<String> words, String rule, boolean instant)
    implements Shape {
  static TextShape of(JsonObject schema) {
    String pattern = schema.getString("pattern");
    JsonArray words = schema.getJsonArray("enum", new JsonArray());
    String only = schema.getString("const");
    return new TextShape(
        pattern == null ? null : Pattern.compile(pattern),
        schema.getInteger("minLength", 0),
        schema.getInteger("maxLength", Integer.MAX_VALUE),
        only == null
            ? words.stream().map(String.class::cast).collect(Collectors.toUnmodifiableSet())
            : Set.of(only),
        only == null ? "must be one of " + words.encode() : "must be " + only,
        "date-time".equals(schema.getString("format")));
  }

  @Override
  public void check(Object value, At at, Findings found) {
    if (!(value instanceof String text)) {
      found.add(at, value, "must be of type string");
      return;
    }
    int length = least > 0 || text.length() > most ? text.codePointCount(0, text.length()) : 0;
    if (length < least) {
      found.add(at, text, "must not be shorter than " + least);
    }
    if (length > most) {
      found.add(at, text, "must not be longer than " + most);
    }
    if (pattern != null && !pattern.matcher(text).find()) {
      found.add(at, text, "must match " + pattern);
    }
    if (!words.isEmpty() && !words.contains(text)) {
      found.add(at, text, rule);
    }
    if (instant && !Instants.valid(text)) {
      found.add(at, text, Instants.RULE);
    }
  }
}
