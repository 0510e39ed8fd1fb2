package io.fss.console;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;

/** What a console answered. */
record Reply(HttpResponse<String> response) {
  int status() {
    return response.statusCode();
  }

  String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  String text() {
    return response.body();
  }

  JsonObject json() {
    return new JsonObject(text());
  }

  /** Each violation as "field|value|rule". */
  List<String> violations() {
    return json().getJsonArray("violations").stream()
        .map(JsonObject.class::cast)
        .map(v -> String.join("|", v.getString("field"), v.getString("value"), v.getString("rule")))
        .toList();
  }
}
