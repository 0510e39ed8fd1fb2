package io.fss.console;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * Serves the metrics of the process and the contract.
 *
 * @param vertx writes the metrics on a worker, since there may be many
 */
record Operations(Vertx vertx, Contract contract, PrometheusMeterRegistry metrics) {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  Map<String, Responder> responders() {
    return Map.of("readMetrics", this::scrape, "readContract", this::contract);
  }

  private Future<Answer> scrape(Call call) {
    return vertx
        .executeBlocking(() -> Buffer.buffer(metrics.scrape()), false)
        .map(text -> Answer.text(PROMETHEUS, text));
  }

  private Future<Answer> contract(Call call) {
    return Future.succeededFuture(Answer.text("application/yaml", contract.text()));
  }
}
