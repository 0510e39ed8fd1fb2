package io.fss.deploy.bench;

import io.fss.deploy.rig.Child;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What it costs the platform that many clients are alive: their heartbeats, and nothing else. */
final class Beats implements Scenario {
  @Override
  public void run(Stage stage, Figures figures) throws InterruptedException {
    figures.put("ready_ms", stage.startServer().readyMs());
    figures.memory("server_before", stage.serverUsage());
    Dialogue beating = new Dialogue("beats", start(stage));
    beating.awaitReady();
    TimeUnit.SECONDS.sleep(stage.options().warmup());
    beating.ask("measure");
    Meter before = Meter.read(stage);
    TimeUnit.SECONDS.sleep(stage.options().seconds());
    Meter after = Meter.read(stage);
    figures.beats(before, after, new JsonObject(beating.ask("results")));
  }

  private static Child start(Stage stage) {
    BenchOptions options = stage.options();
    Child child =
        Child.start(
            "beats",
            options.clientJvm(),
            List.of(BeatClient.class.getName(), Integer.toString(options.size())),
            stage.site().clientEnvironment("beat", options.capacity()),
            stage.site().folder().resolve("beats.log"),
            true);
    stage.owns(child);
    return child;
  }
}
