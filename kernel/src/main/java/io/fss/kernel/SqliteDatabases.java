package io.fss.kernel;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/**
 * One file per module in one folder, for a process that runs alone.
 *
 * @param vertx whose workers run the statements
 * @param folder where the files are; must exist
 */
public record SqliteDatabases(Vertx vertx, Path folder) implements Databases {
  @Override
  public Future<Database> open(String module) {
    return SqliteDatabase.open(vertx, folder.resolve(module + ".db"), "db/" + module + "/sqlite");
  }
}
