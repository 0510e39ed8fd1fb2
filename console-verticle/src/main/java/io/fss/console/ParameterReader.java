package io.fss.console;

import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.Violation;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatableRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the parameters of a request. The library's own reader decodes URLs twice and takes a text
 * that looks like JSON (1.5, a quotation mark) for JSON: here texts are handed over as JSON strings
 * and arrive as they were sent. A parameter the contract does not know is refused.
 */
final class ParameterReader implements RequestExtractor {

  @Override
  public Future<ValidatableRequest> extractValidatableRequest(
      RoutingContext context, Operation operation) {
    MultiMap query = context.queryParams();
    List<Violation> unknown = unknown(query, operation);
    if (!unknown.isEmpty()) {
      return Future.failedFuture(Refusal.invalid(unknown));
    }
    Map<Location, Map<String, RequestParameter>> values = new HashMap<>();
    for (Parameter parameter : operation.getParameters()) {
      String raw = raw(context, query, parameter);
      values
          .computeIfAbsent(parameter.getIn(), in -> new HashMap<>())
          .put(parameter.getName(), () -> raw);
    }
    Object body = context.body().buffer();
    String contentType = context.request().getHeader("Content-Type");
    return Future.succeededFuture(new Parameters(values, () -> body, contentType));
  }

  private static List<Violation> unknown(MultiMap query, Operation operation) {
    Set<String> known =
        operation.getParameters().stream()
            .filter(parameter -> parameter.getIn() == Location.QUERY)
            .map(Parameter::getName)
            .collect(Collectors.toSet());
    return query.names().stream()
        .filter(name -> !known.contains(name))
        .map(name -> Refusal.violation(name, query.get(name), "is not a known query parameter"))
        .toList();
  }

  private static String raw(RoutingContext context, MultiMap query, Parameter parameter) {
    String name = parameter.getName();
    if (parameter.getIn() == Location.PATH) {
      return text(parameter, context.pathParam(name));
    }
    if (parameter.getIn() == Location.HEADER) {
      return text(parameter, context.request().getHeader(name));
    }
    List<String> values = query.getAll(name);
    if (values.isEmpty()) {
      return null;
    }
    return parameter.getSchemaType() == SchemaType.ARRAY
        ? values.stream()
            // The library takes the list apart at each "&", even within a text.
            .map(v -> name + "=" + Json.encode(v).replace("&", "\\u0026"))
            .collect(Collectors.joining("&"))
        : text(parameter, values.get(0));
  }

  private static String text(Parameter parameter, String value) {
    return value != null && parameter.getSchemaType() == SchemaType.STRING
        ? Json.encode(value)
        : value;
  }

  private record Parameters(
      Map<Location, Map<String, RequestParameter>> values,
      RequestParameter body,
      String contentType)
      implements ValidatableRequest {

    private Map<String, RequestParameter> in(Location location) {
      return values.getOrDefault(location, Map.of());
    }

    @Override
    public Map<String, RequestParameter> getCookies() {
      return in(Location.COOKIE);
    }

    @Override
    public Map<String, RequestParameter> getHeaders() {
      return in(Location.HEADER);
    }

    @Override
    public Map<String, RequestParameter> getPathParameters() {
      return in(Location.PATH);
    }

    @Override
    public Map<String, RequestParameter> getQuery() {
      return in(Location.QUERY);
    }

    @Override
    public RequestParameter getBody() {
      return body;
    }

    @Override
    public String getContentType() {
      return contentType;
    }
  }
}
