package io.fss.console;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * An object.
 *
 * @param required names that must be there
 * @param properties shapes by name
 * @param others what a property that is not among them must be like
 * @param most properties it may have
 * @param kinds further rules by the value of the property "type"; empty where there are none
 */
record ObjectShape(
    List<String> required,
    Map<String, Shape> properties,
    Shape others,
    int most,
    Map<String, Shape> kinds)
    implements Shape {
  @Override
  public void check(Object value, At at, Findings found) {
    if (!(value instanceof JsonObject object)) {
      found.add(at, value, "must be of type object");
      return;
    }
    for (String name : required) {
      if (!object.containsKey(name)) {
        found.add(at.in(name), "", "is required");
      }
    }
    if (object.size() > most) {
      found.add(at, object, "must not have more properties than " + most);
    }
    Shape kind = kinds.get(object.getValue("type") instanceof String type ? type : "");
    if (kind == null) {
      checkProperties(object, at, found);
    } else {
      kind.check(object, at, found);
    }
  }

  private void checkProperties(JsonObject object, At at, Findings found) {
    for (Map.Entry<String, Object> property : object) {
      String name = property.getKey();
      properties.getOrDefault(name, others).check(property.getValue(), at.in(name), found);
    }
  }
}
