package io.fss.deploy.bench;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/**
 * Groups that are due tomorrow: how fast they are created, what a platform with clients costs while
 * it waits, and how long a restart over that data takes.
 */
final class Idle implements Scenario {
  @Override
  public void run(Stage stage, Figures figures) throws InterruptedException {
    figures.put("ready_ms", stage.startServer().readyMs());
    stage.startClients();
    Rest.settle();
    figures.memory("server_before", stage.serverUsage());
    stage.store().forgetStatements();
    String tomorrow = Instant.now().plus(Duration.ofDays(1)).toString();
    double rate =
        stage
            .api()
            .create(
                Load.prefix(),
                stage.options().size(),
                group ->
                    new JsonObject()
                        .put("type", "interval")
                        .put("everyMs", Duration.ofHours(1).toMillis())
                        .put("startAt", tomorrow));
    figures.put("create_per_second", rate);
    figures.statements(stage.store().statements());
    Rest.measure(stage, figures);
    stage.stopServer();
    figures.put("restart_ready_ms", stage.startServer().readyMs());
    Rest.settle();
    figures.memory("server_restarted", stage.serverUsage());
  }
}
