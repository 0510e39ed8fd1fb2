package io.fss.console;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fss.kernel.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.openapi.contract.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiRouterTest {
  private final Vertx vertx = Vertx.vertx();
  private Contract contract;

  @BeforeEach
  void load() {
    contract = await(Contract.load(vertx));
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private ApiRouter router(Map<String, Responder> responders) {
    RequestTimes times =
        new RequestTimes(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), Clock.system());
    return new ApiRouter(vertx, contract, times, 1024, new byte[32]).with(responders);
  }

  private Map<String, Responder> all() {
    Map<String, Responder> responders = new HashMap<>();
    for (Operation operation : contract.model().operations()) {
      responders.put(operation.getOperationId(), call -> Future.succeededFuture(Answer.empty()));
    }
    return responders;
  }

  @Test
  void every_operation_of_the_contract_must_be_served() {
    Map<String, Responder> responders = all();
    responders.remove("listTasks");

    assertThatThrownBy(() -> router(responders).build()).hasMessageContaining("listTasks");
  }

  @Test
  void no_keyword_of_the_contract_is_the_rest_of_a_sentence() {
    // An unquoted comma ends a value of YAML's short form; what follows becomes a key of nothing.
    assertNoNulls(contract.tree().getMap(), "");
  }

  private static void assertNoNulls(Object value, String path) {
    assertThat(value).as(path).isNotNull();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, each) -> assertNoNulls(each, path + "/" + key));
    } else if (value instanceof List<?> list) {
      list.forEach(each -> assertNoNulls(each, path));
    }
  }

  @Test
  void nothing_may_be_served_that_the_contract_does_not_describe() {
    Map<String, Responder> responders = all();
    responders.put("burnGroup", call -> Future.succeededFuture(Answer.empty()));

    assertThatThrownBy(() -> router(responders).build()).hasMessageContaining("burnGroup");
  }

  @Test
  void every_operation_but_health_declares_the_token_and_all_declare_problems() {
    for (Operation operation : contract.model().operations()) {
      String path = operation.getAbsoluteOpenAPIPath();

      assertThat(operation.getDefaultResponse()).as(path).isNotNull();
      assertThat(operation.getSecurityRequirements().isEmpty())
          .as(path)
          .isEqualTo(path.startsWith("/health/"));
    }
  }
}
