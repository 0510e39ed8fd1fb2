package io.fss.console;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.TimeoutHandler;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the router from the contract: one responder for each operation, no more and no less. */
final class ApiRouter {
  private static final long LONGEST_REQUEST_MS = 15_000;
  private static final List<Integer> UNROUTED = List.of(400, 404, 405, 406, 415, 500);

  private final Vertx vertx;
  private final Contract contract;
  private final RequestTimes times;
  private final int maxBodyBytes;
  private final byte[] tokenHash;
  private final Map<String, Responder> responders = new HashMap<>();

  ApiRouter(
      Vertx vertx, Contract contract, RequestTimes times, int maxBodyBytes, byte[] tokenHash) {
    this.vertx = vertx;
    this.contract = contract;
    this.times = times;
    this.maxBodyBytes = maxBodyBytes;
    this.tokenHash = tokenHash;
  }

  ApiRouter with(Map<String, Responder> more) {
    responders.putAll(more);
    return this;
  }

  Router build() {
    RouterBuilder builder =
        RouterBuilder.create(vertx, contract.model(), new ParameterReader())
            .rootHandler(new SecurityHeaders())
            .rootHandler(TimeoutHandler.create(LONGEST_REQUEST_MS, 503))
            .rootHandler(new TokenGuard(contract, tokenHash))
            .rootHandler(BodyHandler.create(false).setBodyLimit(maxBodyBytes));
    builder.getRoutes().forEach(this::serve);
    if (!responders.isEmpty()) {
      throw new IllegalStateException("operations not in the contract: " + responders.keySet());
    }
    Router router = builder.createRouter();
    ProblemHandler problems = new ProblemHandler(contract);
    router.route().failureHandler(problems);
    UNROUTED.forEach(status -> router.errorHandler(status, problems));
    return router;
  }

  private void serve(OpenAPIRoute route) {
    String operation = route.getOperation().getOperationId();
    Responder responder = responders.remove(operation);
    if (responder == null) {
      throw new IllegalStateException("the contract's operation has no responder: " + operation);
    }
    // The token was checked by the guard, before the body was read.
    route.setDoSecurity(false);
    route.addHandler(times.of(operation));
    route.addHandler(
        context ->
            responder
                .answer(new Call(context))
                .onComplete(answer -> answer.send(context), context::fail));
  }
}
