package io.fss.deploy;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Database;
import io.fss.kernel.DatabaseOptions;
import io.fss.kernel.Databases;
import io.fss.kernel.TestDatabases.Kind;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The migrations of every module from the first to the last, on every database, from nothing. */
class SchemasTest {
  private static final List<String> MODULES = List.of("registry", "scheduler", "log", "console");
  private static final Map<Kind, String> COLUMNS =
      Map.of(
          Kind.SQLITE,
          "SELECT m.name AS t, p.name AS c FROM sqlite_master m, pragma_table_info(m.name) p"
              + " WHERE m.type = 'table'",
          Kind.POSTGRESQL,
          "SELECT table_name::text AS t, column_name::text AS c FROM information_schema.columns"
              + " WHERE table_schema = current_schema()",
          Kind.MARIADB,
          "SELECT table_name AS t, column_name AS c FROM information_schema.columns"
              + " WHERE table_schema = database()");

  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path folder;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  /** Opens every module, as a first start does, and again, as every other does. */
  private Set<String> migrated(Kind kind) throws Exception {
    String url = kind.url(Files.createDirectories(folder.resolve(kind.name())));
    Databases databases = Databases.of(vertx, DatabaseOptions.of(url));
    Set<String> columns = new TreeSet<>();
    for (String module : MODULES) {
      await(await(databases.open(module)).close());
      Database database = await(databases.open(module));
      for (Row row : await(database.read(COLUMNS.get(kind), Tuple.tuple()))) {
        columns.add(row.getString("t") + "." + row.getString("c"));
      }
      await(database.close());
    }
    // What the tools keep for themselves.
    columns.removeIf(column -> column.startsWith("flyway_") || column.startsWith("sqlite_"));
    return columns;
  }

  @Test
  void every_database_ends_with_the_same_tables_and_columns() throws Exception {
    Set<String> embedded = migrated(Kind.SQLITE);

    assertThat(embedded).contains("task.policies", "log_chunk.task_id", "client_token.note");
    assertThat(migrated(Kind.POSTGRESQL)).containsExactlyInAnyOrderElementsOf(embedded);
    assertThat(migrated(Kind.MARIADB)).containsExactlyInAnyOrderElementsOf(embedded);
  }
}
