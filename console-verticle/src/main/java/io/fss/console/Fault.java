package io.fss.console;

import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import io.vertx.json.schema.OutputUnit;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One place of an input that breaks one keyword of a schema.
 *
 * @param at where in the input, a JSON pointer after "#"
 * @param keyword of the schema
 * @param text the validator's words
 * @param bound the keyword's value in the contract; null when it cannot be found
 */
record Fault(String at, String keyword, String text, Object bound) {
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"$");
  // The validator's words end with the bound, as in "7 is less than 10" or "(7 > 5)".
  private static final Pattern BOUND =
      Pattern.compile("(?:than|any of|format|[<>]) \"?(\\[.*\\]|[^\")]+)\"?\\)?$");

  /**
   * Reads one unit of the validator's output.
   *
   * @param contract where most units point to
   * @param schema of the whole input or of the list it is, for those that point nowhere; may be
   *     empty
   */
  static Fault of(OutputUnit unit, JsonObject contract, JsonObject schema) {
    String location = unit.getKeywordLocation();
    String keyword = location.substring(location.lastIndexOf('/') + 1);
    boolean whole = unit.getInstanceLocation().equals("#");
    JsonObject rules = whole ? schema : schema.getJsonObject("items", new JsonObject());
    Object bound = bound(unit, contract);
    return new Fault(
        unit.getInstanceLocation(),
        keyword,
        unit.getError(),
        bound == null ? rules.getValue(keyword) : bound);
  }

  private static Object bound(OutputUnit unit, JsonObject contract) {
    String location = unit.getAbsoluteKeywordLocation();
    int pointer = location == null ? -1 : location.indexOf("#/");
    return pointer < 0
        ? null
        : JsonPointer.from(location.substring(pointer + 1)).queryJson(contract);
  }

  /** Names and indexes that lead to the place. */
  List<String> path() {
    return Arrays.stream(at.split("/", -1))
        .skip(1)
        .map(step -> step.replace("~1", "/").replace("~0", "~"))
        .toList();
  }

  /** Name of the property that is missing, or null. */
  String missing() {
    Matcher quoted = QUOTED.matcher(text);
    return keyword.equals("required") && quoted.find() ? quoted.group(1) : null;
  }

  String rule() {
    return switch (keyword) {
      case "required" -> "is required";
      case "additionalProperties" -> "is not a known property";
      case "type" -> "must be of type " + text.substring(text.lastIndexOf("Expected ") + 9);
      case "enum" -> known("must be one of ");
      case "const" -> known("must be ");
      case "pattern" -> known("must match ");
      case "format" -> "date-time".equals(bound) ? Instants.RULE : known("must be a valid ");
      case "minimum" -> known("must be at least ");
      case "maximum" -> known("must be at most ");
      case "minLength" -> known("must not be shorter than ");
      case "maxLength" -> known("must not be longer than ");
      case "minItems" -> known("must not have fewer items than ");
      case "maxItems" -> known("must not have more items than ");
      case "maxProperties" -> known("must not have more properties than ");
      default -> text;
    };
  }

  private String known(String rule) {
    if (bound != null) {
      return rule + bound;
    }
    Matcher told = BOUND.matcher(text);
    return told.find() ? rule + told.group(1) : text;
  }
}
