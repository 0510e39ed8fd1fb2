package io.fss.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;

/** Writes one object of the API; what is not set is left out. */
final class Fields {
  private final JsonText out;
  private boolean first = true;

  private Fields(JsonText out) {
    this.out = out;
  }

  /** A whole object. */
  static JsonText object(Consumer<Fields> writer) {
    return item(writer, (fill, fields) -> fill.accept(fields), 1024);
  }

  /**
   * A whole object.
   *
   * @param expected about how many characters it will have
   */
  static <T> JsonText item(T item, Writer<T> writer, int expected) {
    JsonText out = new JsonText(expected);
    write(item, writer, out);
    return out;
  }

  private static <T> void write(T item, Writer<T> writer, JsonText out) {
    out.raw('{');
    writer.write(item, new Fields(out));
    out.raw('}');
  }

  private JsonText name(String name) {
    return next().raw('"').raw(name).raw("\":");
  }

  private JsonText next() {
    if (!first) {
      out.raw(',');
    }
    first = false;
    return out;
  }

  Fields text(String name, String value) {
    return value.isEmpty() ? this : always(name, value);
  }

  /** An id that is a 64-bit number, as a string. */
  Fields id(String name, long value) {
    if (value != 0) {
      name(name).raw('"').number(value).raw('"');
    }
    return this;
  }

  Fields instant(String name, long epochMillis) {
    if (epochMillis != 0) {
      name(name).raw('"').raw(Instants.format(epochMillis)).raw('"');
    }
    return this;
  }

  Fields number(String name, long value) {
    return value == 0 ? this : always(name, value);
  }

  /** Microseconds as decimal milliseconds. */
  Fields millis(String name, long micros) {
    return micros == 0 ? this : always(name, micros / 1000.0);
  }

  Fields flag(String name, boolean value) {
    return value ? always(name, true) : this;
  }

  Fields always(String name, String value) {
    name(name).quoted(value);
    return this;
  }

  Fields always(String name, long value) {
    name(name).number(value);
    return this;
  }

  /** A number that is neither infinite nor undefined. */
  Fields always(String name, double value) {
    name(name).raw(Double.toString(value));
    return this;
  }

  Fields always(String name, boolean value) {
    name(name).raw(value ? "true" : "false");
    return this;
  }

  Fields nothing(String name) {
    name(name).raw("null");
    return this;
  }

  /** A text that is a JSON object; one that is not is a fault of the store. */
  Fields json(String name, String encoded) {
    boolean empty = encoded.isEmpty() || encoded.equals("{}");
    name(name).raw(empty ? "{}" : new JsonObject(encoded).encode());
    return this;
  }

  Fields json(String name, JsonArray array) {
    name(name).raw(array.encode());
    return this;
  }

  <T> Fields object(String name, T item, Writer<T> writer) {
    write(item, writer, name(name));
    return this;
  }

  /** Texts by names that came from outside. */
  Fields texts(String name, Map<String, String> texts) {
    name(name);
    write(texts, Fields::entries, out);
    return this;
  }

  private static void entries(Map<String, String> texts, Fields fields) {
    texts.forEach((key, value) -> fields.next().quoted(key).raw(':').quoted(value));
  }

  <T> Fields list(String name, Collection<T> items, Writer<T> writer) {
    name(name).raw('[');
    char separator = 0;
    for (T item : items) {
      if (separator != 0) {
        out.raw(separator);
      }
      write(item, writer, out);
      separator = ',';
    }
    out.raw(']');
    return this;
  }

  Fields list(String name, Collection<String> texts) {
    name(name).raw('[');
    char separator = 0;
    for (String text : texts) {
      if (separator != 0) {
        out.raw(separator);
      }
      out.quoted(text);
      separator = ',';
    }
    out.raw(']');
    return this;
  }
}
