package io.fss.console;

import io.fss.kernel.Refusal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.util.List;
import java.util.Optional;

/** One request whose parameters and body keep to the contract. */
record Call(RoutingContext context) {

  private ValidatedRequest request() {
    return context.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
  }

  private Optional<RequestParameter> query(String name) {
    return Optional.ofNullable(request().getQuery().get(name)).filter(value -> !value.isNull());
  }

  /** The id in the path. */
  long id() {
    return number("id", request().getPathParameters().get("id").getString());
  }

  /** A text in the path. */
  String path(String name) {
    return request().getPathParameters().get(name).getString();
  }

  /** An id in the query; 0 when it is not given. */
  long id(String name) {
    return query(name).map(value -> number(name, value.getString())).orElse(0L);
  }

  /** A text of the query; empty when it is not given. */
  String text(String name) {
    return query(name).map(RequestParameter::getString).orElse("");
  }

  List<String> texts(String name) {
    return query(name).map(RequestParameter::getJsonArray).orElseGet(JsonArray::new).stream()
        .map(String::valueOf)
        .toList();
  }

  Optional<Boolean> flag(String name) {
    return query(name).map(RequestParameter::getBoolean);
  }

  /** A whole number of the query. */
  int number(String name, int otherwise) {
    return query(name).map(RequestParameter::getInteger).orElse(otherwise);
  }

  /** An instant of the query in epoch milliseconds; 0 when it is not given. */
  long instant(String name) {
    return query(name).map(value -> Instants.parse(name, value.getString())).orElse(0L);
  }

  /** A header; empty when it is not given. */
  String header(String name) {
    String value = context.request().getHeader(name);
    return value == null ? "" : value.trim();
  }

  /** The JSON body; an empty object when there is none. */
  JsonObject body() {
    RequestParameter body = request().getBody();
    return body == null || body.isNull() ? new JsonObject() : body.getJsonObject();
  }

  private static long number(String field, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw Refusal.invalid(field, text, "must be at most " + Long.MAX_VALUE);
    }
  }
}
