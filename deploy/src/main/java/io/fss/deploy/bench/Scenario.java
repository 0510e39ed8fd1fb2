package io.fss.deploy.bench;

import io.fss.deploy.rig.RunFailure;

/** One workload from start to end. */
@FunctionalInterface
interface Scenario {
  /**
   * Runs it on an empty stage.
   *
   * @throws RunFailure when it cannot be measured
   */
  void run(Stage stage, Figures figures) throws InterruptedException;

  /** The one of a workload. */
  static Scenario of(BenchOptions options) {
    return switch (options.workload()) {
      case PERIODIC -> new Periodic();
      case BURST -> new Burst();
      case IDLE -> new Idle();
      case BEATS -> new Beats();
      case FOOTPRINT -> new Footprint();
    };
  }
}
