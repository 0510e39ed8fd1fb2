package io.fss.console;

import io.vertx.core.json.JsonObject;

/** Writes an object of the API; what is not set is left out. */
final class Fields {
  private final JsonObject json = new JsonObject();

  Fields text(String name, String value) {
    return value.isEmpty() ? this : always(name, value);
  }

  /** An id or version that is a 64-bit number, as a string. */
  Fields id(String name, long value) {
    return value == 0 ? this : always(name, Long.toString(value));
  }

  Fields instant(String name, long epochMillis) {
    return epochMillis == 0 ? this : always(name, Instants.format(epochMillis));
  }

  Fields number(String name, long value) {
    return value == 0 ? this : always(name, value);
  }

  /** Microseconds as decimal milliseconds. */
  Fields millis(String name, long micros) {
    return micros == 0 ? this : always(name, micros / 1000.0);
  }

  /** A text that is a JSON object. */
  Fields object(String name, String encoded) {
    return encoded.isEmpty() ? this : always(name, new JsonObject(encoded));
  }

  Fields always(String name, Object value) {
    json.put(name, value);
    return this;
  }

  JsonObject json() {
    return json;
  }
}
