package io.fss.console;

import io.fss.kernel.Refusal;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.ValidatorException;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever went wrong into a problem; what nobody expected is logged under an id. */
final class ProblemHandler implements Handler<RoutingContext> {
  private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

  private final Contract contract;
  private final InvalidRequests invalid;

  ProblemHandler(Contract contract) {
    this.contract = contract;
    this.invalid = new InvalidRequests(contract);
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    Problem problem = problemOrUnexpected(context);
    response.setStatusCode(problem.status()).putHeader("Content-Type", "application/problem+json");
    problem.headers().forEach(response::putHeader);
    response.end(problem.toJson(context.normalizedPath()).toBuffer());
  }

  private Problem problemOrUnexpected(RoutingContext context) {
    try {
      return problem(context);
    } catch (RuntimeException e) {
      // Else the answer would be the library's, in plain text.
      return unexpected("the problem of a request", e);
    }
  }

  private Problem problem(RoutingContext context) {
    for (Throwable at = context.failure(); at != null; at = at.getCause()) {
      if (at instanceof Rejection rejection) {
        return rejection.problem();
      }
      if (at instanceof Refusal refusal) {
        return refused(refusal);
      }
      if (at instanceof ValidatorException broken) {
        return invalid.problem(context, broken);
      }
    }
    return byStatus(context);
  }

  private static Problem refused(Refusal refusal) {
    String message = refusal.getMessage();
    return switch (refusal.kind()) {
      case INVALID -> Problem.invalid(message, refusal.violations());
      case UNAUTHENTICATED -> Problem.unauthorized();
      case FORBIDDEN -> Problem.forbidden(message);
      case NOT_FOUND -> Problem.notFound(message);
      case CONFLICT -> Problem.conflict(message, refusal.violations());
      case TOO_MANY -> Problem.tooMany(message);
      case UNAVAILABLE -> Problem.unavailable(message);
    };
  }

  private Problem byStatus(RoutingContext context) {
    String what = context.request().method() + " " + context.normalizedPath();
    return switch (context.statusCode()) {
      case 400 -> Problem.invalid("the request is not valid HTTP", List.of());
      case 404 -> Problem.notFound("there is no " + context.normalizedPath());
      case 405 ->
          Problem.wrongMethod("there is no " + what, contract.methods(context.normalizedPath()));
      case 413 -> Problem.tooLarge("the body is longer than console.max-body-bytes allows");
      case 406, 415 -> Problem.notJson("the API speaks application/json");
      case 503 -> Problem.unavailable("the request took too long; try again");
      default -> unexpected(what, context.failure());
    };
  }

  private static Problem unexpected(String what, Throwable failure) {
    String id = UUID.randomUUID().toString();
    log.error("{} {} failed", id, what, failure);
    return Problem.unexpected(id);
  }
}
