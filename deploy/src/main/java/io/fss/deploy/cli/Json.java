package io.fss.deploy.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads JSON: objects on the command line and lists in answers. */
final class Json implements ITypeConverter<JsonObject> {

  @Override
  public JsonObject convert(String text) {
    try {
      return new JsonObject(text);
    } catch (DecodeException | ClassCastException e) {
      throw new TypeConversionException(Texts.of("error.json", text));
    }
  }

  static JsonArray array(Collection<String> texts) {
    return new JsonArray(List.copyOf(texts));
  }

  static List<String> texts(JsonArray array) {
    return array.stream().map(String::valueOf).toList();
  }

  /** The objects of a list; none where the list is missing. */
  static List<JsonObject> objects(JsonObject json, String name) {
    return json.getJsonArray(name, new JsonArray()).stream().map(JsonObject.class::cast).toList();
  }
}
