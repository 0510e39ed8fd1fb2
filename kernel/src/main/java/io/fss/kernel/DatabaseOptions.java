package io.fss.kernel;

import java.time.Duration;

/**
 * Which database, and how hard to use it.
 *
 * @param url see {@link DatabaseUrl}
 * @param user who enters; empty for the one of the URL
 * @param password empty for the one of the URL
 * @param readers connections a module has for its reads; its transactions have their own
 * @param waiting transactions of a lane, or reads of a module, that may wait in line
 * @param transactionLimit time after which a transaction or a read is cut off
 * @param connectLimit time after which an attempt to connect is given up
 * @param startWithin how long a starting process waits for a server that cannot be reached yet
 */
public record DatabaseOptions(
    String url,
    String user,
    String password,
    int readers,
    int waiting,
    Duration transactionLimit,
    Duration connectLimit,
    Duration startWithin) {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  public DatabaseOptions {
    url = url == null ? "" : url;
    user = user == null ? "" : user;
    password = password == null ? "" : password;
    if (DatabaseUrl.parse(url) instanceof DatabaseUrl.Server server
        && user.isEmpty()
        && server.user().isEmpty()) {
      throw new IllegalArgumentException(
          "db.user '' must name who enters %s, or the URL must".formatted(server));
    }
    within("db.readers", readers, 1, 100);
    within("db.waiting", waiting, 1, 1_000_000);
    within("db.transaction-limit", transactionLimit);
    within("db.connect-limit", connectLimit);
    if (startWithin == null || startWithin.isNegative() || startWithin.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "db.start-within %s must be from 0s to 10m".formatted(startWithin));
    }
  }

  /** The defaults for a URL. */
  public static DatabaseOptions of(String url) {
    return new DatabaseOptions(
        url,
        "",
        "",
        2,
        10_000,
        Duration.ofSeconds(10),
        Duration.ofSeconds(3),
        Duration.ofMinutes(1));
  }

  private static void within(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s %d must be from %d to %d".formatted(key, value, least, most));
    }
  }

  private static void within(String key, Duration value) {
    if (value == null || value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("%s %s must be from 100ms to 10m".formatted(key, value));
    }
  }

  /** Where the data is, and who enters. */
  DatabaseUrl place() {
    DatabaseUrl place = DatabaseUrl.parse(url);
    if (!(place instanceof DatabaseUrl.Server server)) {
      return place;
    }
    return server.as(
        user.isEmpty() ? server.user() : user, password.isEmpty() ? server.password() : password);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "DatabaseOptions[%s, readers=%d, waiting=%d, transactionLimit=%s, connectLimit=%s]"
        .formatted(DatabaseUrl.parse(url), readers, waiting, transactionLimit, connectLimit);
  }
}
