package io.fss.deploy.bench;

import java.util.Locale;

/** What a run asks of the platform. */
enum Workload {
  /** Groups that fire every second. */
  PERIODIC,
  /** One-shot tasks, stored before, all due at one instant. */
  BURST,
  /** Groups that are due far away. */
  IDLE,
  /** Sessions that do nothing but live. */
  BEATS,
  /** Nothing at all. */
  FOOTPRINT;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
