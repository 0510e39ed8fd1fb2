package io.fss.kernel;

import io.vertx.core.Future;

/** Opens a module's own database, its schema up to date. */
public interface Databases {
  /**
   * Opens the tables of one module.
   *
   * @param module for example {@code "scheduler"}; its Flyway migrations are found on the class
   *     path under {@code db/<module>/<dialect>}
   */
  Future<Database> open(String module);
}
