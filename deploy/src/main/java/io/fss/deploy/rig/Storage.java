package io.fss.deploy.rig;

import java.nio.file.Path;

/**
 * Where the platform keeps its data during a run.
 *
 * @param folder folder of SQLite's files; null means one that goes with the run
 */
public record Storage(Kind kind, Path folder) {

  /** The databases that a run knows. */
  public enum Kind {
    SQLITE("sqlite"),
    POSTGRES("postgres"),
    MARIADB("mariadb");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /**
   * Reads the option.
   *
   * @throws IllegalArgumentException for anything that is no storage; a URL is not repeated, since
   *     it may hold a password
   */
  public static Storage of(String text) {
    int colon = text.indexOf(':');
    String word = colon < 0 ? text : text.substring(0, colon);
    String folder = colon < 0 ? "" : text.substring(colon + 1);
    for (Kind kind : Kind.values()) {
      boolean whole = colon < 0 || (kind == Kind.SQLITE && !folder.isEmpty());
      if (kind.word.equals(word) && whole) {
        return new Storage(kind, folder.isEmpty() ? null : Path.of(folder));
      }
    }
    throw new IllegalArgumentException(
        "--db '%s' must be sqlite, sqlite:<folder>, postgres or mariadb: a server is started by"
                .formatted(word)
            + " the benchmark, so that its CPU time can be counted");
  }

  /** Short name for people. */
  public String name() {
    return kind.word;
  }

  /**
   * Starts it.
   *
   * @param site folder of the run
   * @param statements whether the database notes what each statement costs it
   * @throws RunFailure when a server does not start
   */
  public Store open(Path site, boolean statements) {
    return switch (kind) {
      case SQLITE -> new FolderStore(folder == null ? site.resolve("data") : folder);
      case POSTGRES -> PostgresStore.start(site, statements);
      case MARIADB -> MariaStore.start(site, statements);
    };
  }
}
