package io.fss.deploy.bench;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where the platform keeps its data during a run.
 *
 * @param name short name for people
 * @param folder folder of the database files; null means one that goes with the run
 */
record Storage(String name, Path folder) {
  private static final String SQLITE = "sqlite";
  private static final Map<String, String> LATER =
      Map.of(
          "postgres", "PostgreSQL",
          "postgresql", "PostgreSQL",
          "mariadb", "MariaDB",
          "mysql", "MySQL");

  /**
   * Reads the option.
   *
   * @throws IllegalArgumentException for a storage this build does not have
   */
  static Storage of(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    String rest = colon < 0 ? "" : text.substring(colon + 1);
    if (kind.equals(SQLITE) && (colon < 0 || !rest.isEmpty())) {
      return new Storage(SQLITE, rest.isEmpty() ? null : Path.of(rest));
    }
    if (LATER.containsKey(kind)) {
      throw new IllegalArgumentException(
          "--db %s comes with the %s storage: not supported by this build"
              .formatted(kind, LATER.get(kind)));
    }
    throw new IllegalArgumentException(
        "--db '%s' must be sqlite, sqlite:<folder>, postgres, mariadb or a URL of one"
            .formatted(kind));
  }
}
