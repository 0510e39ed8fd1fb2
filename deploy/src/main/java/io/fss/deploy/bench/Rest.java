package io.fss.deploy.bench;

import java.util.concurrent.TimeUnit;

/** Measures a platform that has nothing to do. */
final class Rest {
  // What a start or the creation of groups leaves behind (class loading, compiling) is not idling.
  private static final int SETTLE_S = 3;

  private Rest() {}

  static void settle() throws InterruptedException {
    TimeUnit.SECONDS.sleep(SETTLE_S);
  }

  static void measure(Stage stage, Figures figures) throws InterruptedException {
    settle();
    Meter before = Meter.read(stage);
    TimeUnit.SECONDS.sleep(stage.options().seconds());
    figures.rest(before, Meter.read(stage));
  }
}
