package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collection;

/** Puts what the command line says into an object: what it does not say stays as it is. */
final class Patch {
  private final JsonObject json;

  Patch(JsonObject json) {
    this.json = json;
  }

  /** An empty text takes the field away. */
  Patch text(String name, String value) {
    if (value != null && value.isEmpty()) {
      json.remove(name);
      return this;
    }
    return any(name, value);
  }

  Patch length(String name, Duration value) {
    return any(name, value == null ? null : value.toMillis());
  }

  /** A list that was not given stays as it is; lists on the command line are never empty. */
  Patch list(String name, Collection<String> values) {
    return any(name, values.isEmpty() ? null : Json.array(values));
  }

  Patch any(String name, Object value) {
    if (value != null) {
      json.put(name, value);
    }
    return this;
  }
}
