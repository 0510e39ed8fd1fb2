package io.fss.deploy.bench;

import java.util.Locale;

/** What is done to each process of the platform in turn while it is measured. */
enum Disturbance {
  /** Nothing. */
  NONE,
  /** It is asked to end, as for an upgrade, and started again. */
  RESTART,
  /** {@code kill -9}; it is started again. */
  KILL;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
