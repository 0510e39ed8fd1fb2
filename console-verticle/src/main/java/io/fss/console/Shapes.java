package io.fss.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Makes shapes of the contract's schemas. Knows the keywords that the contract has for input; one
 * that it does not know fails the start, so that no rule is ever left out in silence.
 */
final class Shapes {
  private static final String PREFIX = "#/components/schemas/";
  private static final Map<String, Set<String>> KEYWORDS =
      Map.of(
          "object",
          Set.of("required", "properties", "additionalProperties", "maxProperties", "allOf"),
          "array",
          Set.of("items", "minItems", "maxItems"),
          "string",
          Set.of("pattern", "minLength", "maxLength", "enum", "const", "format"),
          "integer",
          Set.of("minimum", "maximum", "format"),
          "boolean",
          Set.of());

  private final JsonObject schemas;
  private final Map<String, Shape> made = new HashMap<>();

  /**
   * Reads the schemas of a contract.
   *
   * @param contract the whole file as a tree
   */
  Shapes(JsonObject contract) {
    this.schemas = contract.getJsonObject("components").getJsonObject("schemas");
  }

  /** The shape of the schema with this name. */
  Shape named(String name) {
    Shape known = made.get(name);
    if (known == null) {
      known = of(name, schemas.getJsonObject(name));
      made.put(name, known);
    }
    return known;
  }

  private Shape of(String name, JsonObject schema) {
    String reference = schema.getString("$ref");
    if (reference != null) {
      return named(reference.substring(PREFIX.length()));
    }
    String type = schema.getString("type", "");
    requireKnown(name, type, schema);
    return switch (type) {
      case "object" -> object(name, schema);
      case "array" ->
          new ListShape(
              of(name, schema.getJsonObject("items")),
              schema.getInteger("minItems", 0),
              schema.getInteger("maxItems", Integer.MAX_VALUE));
      case "string" -> TextShape.of(schema);
      case "integer" ->
          new NumberShape(
              schema.getLong("minimum", Long.MIN_VALUE), schema.getLong("maximum", Long.MAX_VALUE));
      default -> new FlagShape();
    };
  }

  private static void requireKnown(String name, String type, JsonObject schema) {
    Set<String> known = KEYWORDS.get(type);
    for (String keyword : schema.fieldNames()) {
      boolean harmless = keyword.equals("type") || keyword.equals("description");
      if (known == null || !(harmless || known.contains(keyword))) {
        throw new IllegalStateException(
            "schema %s of type '%s': keyword %s cannot be checked".formatted(name, type, keyword));
      }
    }
  }

  private Shape object(String name, JsonObject schema) {
    Map<String, Shape> properties = new HashMap<>();
    JsonObject declared = schema.getJsonObject("properties", new JsonObject());
    for (String property : declared.fieldNames()) {
      properties.put(property, of(name + "." + property, declared.getJsonObject(property)));
    }
    return new ObjectShape(
        schema.getJsonArray("required", new JsonArray()).stream().map(String.class::cast).toList(),
        properties,
        others(name, schema.getValue("additionalProperties", true)),
        schema.getInteger("maxProperties", Integer.MAX_VALUE),
        kinds(name, schema.getJsonArray("allOf", new JsonArray())));
  }

  private Shape others(String name, Object additional) {
    if (additional instanceof JsonObject schema) {
      return of(name, schema);
    }
    return Boolean.FALSE.equals(additional)
        ? (value, at, found) -> found.add(at, value, "is not a known property")
        : (value, at, found) -> {};
  }

  /** What an object must be like beyond its own rules, by the value of its property "type". */
  private Map<String, Shape> kinds(String name, JsonArray branches) {
    Map<String, Shape> kinds = new HashMap<>();
    for (int i = 0; i < branches.size(); i++) {
      JsonObject branch = branches.getJsonObject(i);
      JsonObject type =
          branch.getJsonObject("if").getJsonObject("properties").getJsonObject("type");
      kinds.put(type.getString("const"), of(name, branch.getJsonObject("then")));
    }
    return kinds;
  }
}
