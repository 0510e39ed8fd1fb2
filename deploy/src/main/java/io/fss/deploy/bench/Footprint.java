package io.fss.deploy.bench;

/** Start-to-ready, memory and CPU of a platform without clients and groups. */
final class Footprint implements Scenario {
  @Override
  public void run(Stage stage, Figures figures) throws InterruptedException {
    figures.put("ready_ms", stage.startServer().readyMs());
    Rest.measure(stage, figures);
  }
}
