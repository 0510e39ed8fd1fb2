package io.fss.console;

import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.Violation;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorErrorType;
import io.vertx.openapi.validation.ValidatorException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what the contract's validation found, by field, value and rule. */
final class InvalidRequests {
  // The library names the parameter in its message alone.
  private static final Pattern PARAMETER =
      Pattern.compile("(?:The value of|required) (?:query|path|header) parameter (\\S+)");

  private final Contract contract;
  private final SchemaViolations violations;

  InvalidRequests(Contract contract) {
    this.contract = contract;
    this.violations = new SchemaViolations(contract.tree());
  }

  Problem problem(RoutingContext context, ValidatorException broken) {
    if (broken.type() == ValidatorErrorType.UNSUPPORTED_VALUE_FORMAT) {
      return Problem.notJson("the body must be application/json");
    }
    List<Violation> found = violations(context, broken);
    return found.isEmpty()
        ? Problem.invalid(broken.getMessage(), found)
        : Problem.invalid(Refusal.invalid(found).getMessage(), found);
  }

  private List<Violation> violations(RoutingContext context, ValidatorException broken) {
    Matcher parameter = PARAMETER.matcher(broken.getMessage());
    if (parameter.find()) {
      return ofParameter(context, broken, parameter.group(1));
    }
    if (broken instanceof SchemaValidationException schema) {
      Object body = Json.decodeValue(context.body().buffer());
      return violations.of(schema.getOutputUnit(), "", body, new JsonObject());
    }
    boolean missing = broken.type() == ValidatorErrorType.MISSING_REQUIRED_PARAMETER;
    return List.of(Refusal.violation("body", "", missing ? "is required" : "must be JSON"));
  }

  private List<Violation> ofParameter(
      RoutingContext context, ValidatorException broken, String name) {
    Operation operation =
        contract.model().findOperation(context.normalizedPath(), context.request().method());
    for (Parameter parameter : operation.getParameters()) {
      if (parameter.getName().equals(name) && broken instanceof SchemaValidationException schema) {
        JsonObject rules = parameter.getOpenAPIModel().getJsonObject("schema");
        Object value = value(context, parameter);
        return violations.of(schema.getOutputUnit(), name, value, rules);
      }
    }
    return List.of(Refusal.violation(name, "", "cannot be read"));
  }

  private static Object value(RoutingContext context, Parameter parameter) {
    String name = parameter.getName();
    if (parameter.getIn() == Location.PATH) {
      return context.pathParam(name);
    }
    if (parameter.getIn() == Location.HEADER) {
      return context.request().getHeader(name);
    }
    List<String> values = context.queryParam(name);
    return parameter.getSchemaType() == SchemaType.ARRAY ? new JsonArray(values) : values.get(0);
  }
}
