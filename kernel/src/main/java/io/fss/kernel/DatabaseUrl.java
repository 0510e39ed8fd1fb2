package io.fss.kernel;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the data is: {@code sqlite:<folder>}, or {@code
 * postgresql://user:password@host:port/database?sslmode=require} and the same with {@code mysql} or
 * {@code mariadb}. What stands in a URL of a server is percent-encoded. A pooler in between must
 * give a session to one client alone. Messages and {@code toString} never show a password.
 */
public sealed interface DatabaseUrl {

  /** The embedded database: one file a module in this folder. */
  record Folder(Path path) implements DatabaseUrl {}

  /** Families of servers. */
  enum Family {
    POSTGRESQL(5432),
    MYSQL(3306);

    private final int port;

    Family(int port) {
      this.port = port;
    }
  }

  /**
   * A database on a server.
   *
   * @param user empty where the URL names none
   * @param password empty where the URL has none
   * @param tls {@code sslmode}, default {@code disable}
   * @param certificate {@code sslrootcert}: PEM file of the authority to trust; empty for the
   *     machine's own
   * @param schema {@code schema}: PostgreSQL's schema of the tables, made where it is missing;
   *     empty for the user's own
   */
  record Server(
      Family family,
      String host,
      int port,
      String database,
      String user,
      String password,
      TlsMode tls,
      String certificate,
      String schema)
      implements DatabaseUrl {

    /** The same place, entered by somebody else. */
    Server as(String otherUser, String otherPassword) {
      return new Server(
          family, host, port, database, otherUser, otherPassword, tls, certificate, schema);
    }

    /** Where it is, without who enters. */
    @Override
    public String toString() {
      return "%s://%s:%d/%s"
          .formatted(family.name().toLowerCase(Locale.ROOT), host, port, database);
    }
  }

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException naming the key, the URL without its password, and the rule
   */
  static DatabaseUrl parse(String url) {
    return new Parser(url == null ? "" : url).parse();
  }

  /** Reads one URL. */
  final class Parser {
    private static final String SQLITE = "sqlite:";
    private static final Map<String, Family> SCHEMES =
        Map.of(
            "postgresql", Family.POSTGRESQL,
            "postgres", Family.POSTGRESQL,
            "mysql", Family.MYSQL,
            "mariadb", Family.MYSQL);
    private static final Pattern SERVER =
        Pattern.compile(
            "(?<scheme>[a-z]+)://(?:(?<user>[^:@/?#]*)(?::(?<password>[^@/?#]*))?@)?"
                + "(?<host>\\[[0-9a-fA-F:.]+]|[^:@/?#\\[\\]]+)(?::(?<port>\\d{1,5}))?"
                + "/(?<database>[^@/?#]+)(?:\\?(?<parameters>[^@#]*))?");

    private final ServerUrl url;

    private Parser(String url) {
      this.url = new ServerUrl("db.url", url);
    }

    private DatabaseUrl parse() {
      return url.text().startsWith(SQLITE) ? folder() : server();
    }

    private Folder folder() {
      String path = url.text().substring(SQLITE.length());
      if (path.isBlank()) {
        throw url.refused("must name a folder: sqlite:<folder>");
      }
      try {
        return new Folder(Path.of(path));
      } catch (InvalidPathException e) {
        throw url.refused("must name a folder: " + e.getReason());
      }
    }

    private Server server() {
      Matcher match = SERVER.matcher(url.text());
      if (!match.matches()) {
        throw url.refused(
            "must be sqlite:<folder> or"
                + " postgresql|mysql|mariadb://user:password@host:port/database, its parts"
                + " percent-encoded");
      }
      Family family = SCHEMES.get(match.group("scheme"));
      if (family == null) {
        throw url.refused("must begin with sqlite, postgresql, mysql or mariadb");
      }
      Map<String, String> parameters = url.parameters(match.group("parameters"));
      Server server =
          new Server(
              family,
              match.group("host").replaceAll("[\\[\\]]", ""),
              url.port(match.group("port"), family.port),
              url.decoded("database", match.group("database")),
              url.decoded("user", match.group("user")),
              url.decoded("password", match.group("password")),
              tls(parameters.remove("sslmode")),
              orEmpty(parameters.remove("sslrootcert")),
              orEmpty(family == Family.POSTGRESQL ? parameters.remove("schema") : null));
      for (String unknown : parameters.keySet()) {
        throw url.refused(
            "has the parameter '%s'; known are sslmode, sslrootcert%s"
                .formatted(unknown, family == Family.POSTGRESQL ? " and schema" : ""));
      }
      if (!server.schema().matches("[a-z_][a-z0-9_]{0,62}|")) {
        throw url.refused("has a schema that is not of lower-case letters, digits and _");
      }
      return server;
    }

    private TlsMode tls(String text) {
      if (text == null) {
        return TlsMode.DISABLE;
      }
      for (TlsMode tls : TlsMode.values()) {
        if (tls.word().equals(text)) {
          return tls;
        }
      }
      throw url.refused(
          "has the sslmode '%s', which must be disable, require, verify-ca or verify-full"
              .formatted(text));
    }

    private static String orEmpty(String text) {
      return text == null ? "" : text;
    }
  }
}
