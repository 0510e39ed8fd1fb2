package io.fss.console;

import io.fss.proto.bus.v1.Violation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * An error as RFC 9457 has it.
 *
 * @param status HTTP status
 * @param kind last part of the type, such as "invalid-request"
 * @param title the kind for people
 * @param detail what is wrong with this request
 * @param violations broken rules of the input, or what was changed since it was read
 * @param headers that go with it
 */
record Problem(
    int status,
    String kind,
    String title,
    String detail,
    List<Violation> violations,
    Map<String, String> headers) {

  private static final Map<String, String> SOON = Map.of("Retry-After", "1");

  static Problem invalid(String detail, List<Violation> violations) {
    return new Problem(400, "invalid-request", "Invalid request", detail, violations, Map.of());
  }

  static Problem unauthorized() {
    return new Problem(
        401,
        "unauthorized",
        "Unauthorized",
        "this needs the header 'Authorization: Bearer <token>' with a valid token",
        List.of(),
        Map.of("WWW-Authenticate", "Bearer realm=\"fss\""));
  }

  static Problem forbidden(String detail) {
    return plain(403, "forbidden", "Forbidden", detail);
  }

  static Problem notFound(String detail) {
    return plain(404, "not-found", "Not found", detail);
  }

  static Problem wrongMethod(String detail, String allowed) {
    return new Problem(
        405,
        "method-not-allowed",
        "Method not allowed",
        detail,
        List.of(),
        Map.of("Allow", allowed));
  }

  static Problem conflict(String detail, List<Violation> violations) {
    return new Problem(409, "conflict", "Conflict", detail, violations, Map.of());
  }

  static Problem stale(String detail, List<Violation> changed) {
    return new Problem(
        412, "precondition-failed", "Precondition failed", detail, changed, Map.of());
  }

  static Problem tooLarge(String detail) {
    return plain(413, "too-large", "Request too large", detail);
  }

  static Problem notJson(String detail) {
    return plain(415, "unsupported-media-type", "Unsupported media type", detail);
  }

  static Problem unconditional(String detail) {
    return plain(428, "precondition-required", "Precondition required", detail);
  }

  static Problem tooMany(String detail) {
    return new Problem(429, "too-many", "Too many requests", detail, List.of(), SOON);
  }

  static Problem unavailable(String detail) {
    return new Problem(503, "unavailable", "Unavailable", detail, List.of(), SOON);
  }

  static Problem unexpected(String id) {
    String detail = "unexpected error; the server's log tells more about " + id;
    return plain(500, "internal", "Internal error", detail);
  }

  private static Problem plain(int status, String kind, String title, String detail) {
    return new Problem(status, kind, title, detail, List.of(), Map.of());
  }

  JsonObject toJson(String instance) {
    JsonObject json =
        new JsonObject()
            .put("type", "urn:fss:problem:" + kind)
            .put("title", title)
            .put("status", status)
            .put("detail", detail)
            .put("instance", instance);
    return violations.isEmpty() ? json : json.put("violations", violations(violations));
  }

  static JsonArray violations(List<Violation> violations) {
    JsonArray list = new JsonArray();
    for (Violation violation : violations) {
      list.add(
          new JsonObject()
              .put("field", violation.getField())
              .put("value", violation.getValue())
              .put("rule", violation.getRule()));
    }
    return list;
  }
}
