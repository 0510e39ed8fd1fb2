package io.fss.kernel;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Opens a module's own database, its schema up to date. */
public interface Databases {
  /**
   * Opens the tables of one module.
   *
   * @param module for example {@code "scheduler"}; its Flyway migrations are found on the class
   *     path under {@code db/<module>/<dialect>}
   * @return completed on the caller's context
   */
  Future<Database> open(String module);

  /** The databases that the options name; nothing is opened yet. */
  static Databases of(Vertx vertx, DatabaseOptions options) {
    DatabaseUrl place = options.place();
    if (place instanceof DatabaseUrl.Folder folder) {
      return new SqliteDatabases(vertx, folder.path());
    }
    return new ServerDatabases(vertx, (DatabaseUrl.Server) place, options);
  }

  /**
   * The same, measured.
   *
   * @param meters where is shown what each module asks and how long it takes
   */
  static Databases of(Vertx vertx, DatabaseOptions options, MeterRegistry meters) {
    Databases plain = of(vertx, options);
    return module -> plain.open(module).map(opened -> new MeasuredDatabase(opened, module, meters));
  }
}
