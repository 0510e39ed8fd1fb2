package io.fss.registry;

import io.fss.kernel.ServerUrl;
import io.fss.kernel.TlsMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Redis is: {@code redis://user:password@host:port,host:port/database?parameters}, with
 * {@code rediss} for TLS; its parts percent-encoded. The addresses may be those of one server and
 * its replicas, of Sentinels or of a cluster's nodes: whoever answers says which. Messages and
 * {@code toString} never show a password.
 *
 * @param places addresses, tried one after the other
 * @param user empty where the URL names none
 * @param password empty where the URL has none
 * @param database number of the database
 * @param tls how far the connection is protected
 * @param certificate {@code sslrootcert}: PEM file of the authority to trust; empty for the
 *     machine's own
 * @param sentinel {@code sentinel}: the name that Sentinels have for the server; empty where they
 *     know one alone
 */
record RedisUrl(
    List<Place> places,
    String user,
    String password,
    int database,
    TlsMode tls,
    String certificate,
    String sentinel) {
  private static final int PORT = 6379;
  private static final int MOST_PLACES = 32;
  private static final int MOST_DATABASE = 1_000;
  private static final Pattern URL =
      Pattern.compile(
          "(?<scheme>rediss?)://(?:(?<user>[^:@/?#]*)(?::(?<password>[^@/?#]*))?@)?"
              + "(?<places>[^@/?#]+)(?:/(?<database>\\d{1,4})?)?(?:\\?(?<parameters>[^@#]*))?");
  private static final Pattern PLACE =
      Pattern.compile("(?<host>\\[[0-9a-fA-F:.]+]|[^:\\[\\]\\s]+)(?::(?<port>\\d{1,5}))?");

  /** One address. */
  record Place(String host, int port) {
    @Override
    public String toString() {
      return (host.contains(":") ? "[%s]:%d" : "%s:%d").formatted(host, port);
    }
  }

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException naming the key, the URL without its password, and the rule
   */
  static RedisUrl parse(String url) {
    return new Parser(new ServerUrl("redis.url", url)).parse();
  }

  /** The same place, entered by somebody else. */
  RedisUrl as(String otherUser, String otherPassword) {
    return new RedisUrl(places, otherUser, otherPassword, database, tls, certificate, sentinel);
  }

  /** Where it is, without who enters. */
  @Override
  public String toString() {
    return "%s://%s/%d"
        .formatted(
            tls == TlsMode.DISABLE ? "redis" : "rediss",
            String.join(",", places.stream().map(Place::toString).toList()),
            database);
  }

  /** Reads one URL. */
  private record Parser(ServerUrl url) {

    private RedisUrl parse() {
      Matcher match = URL.matcher(url.text());
      if (!match.matches()) {
        throw url.refused(
            "must be redis://user:password@host:port,host:port/database or rediss://.., its parts"
                + " percent-encoded");
      }
      boolean protectedByTls = match.group("scheme").equals("rediss");
      Map<String, String> parameters = url.parameters(match.group("parameters"));
      RedisUrl parsed =
          new RedisUrl(
              places(match.group("places")),
              url.decoded("user", match.group("user")),
              url.decoded("password", match.group("password")),
              database(match.group("database")),
              tls(protectedByTls, parameters.remove("sslmode")),
              orEmpty(protectedByTls ? parameters.remove("sslrootcert") : null),
              orEmpty(parameters.remove("sentinel")));
      for (String unknown : parameters.keySet()) {
        throw url.refused(
            "has the parameter '%s'; known are sentinel and, for rediss, sslmode and sslrootcert"
                .formatted(unknown));
      }
      return parsed;
    }

    private List<Place> places(String text) {
      List<Place> places = new ArrayList<>();
      for (String one : text.split(",", -1)) {
        Matcher match = PLACE.matcher(one);
        if (!match.matches()) {
          throw url.refused("has the address '%s', which must be host or host:port".formatted(one));
        }
        String host = match.group("host").replaceAll("[\\[\\]]", "");
        places.add(new Place(host, url.port(match.group("port"), PORT)));
      }
      if (places.size() > MOST_PLACES) {
        throw url.refused(
            "has %d addresses, which must be at most %d".formatted(places.size(), MOST_PLACES));
      }
      return List.copyOf(places);
    }

    private int database(String text) {
      int database = text == null || text.isEmpty() ? 0 : Integer.parseInt(text);
      if (database > MOST_DATABASE) {
        throw url.refused(
            "has the database %d, which must be from 0 to %d".formatted(database, MOST_DATABASE));
      }
      return database;
    }

    private TlsMode tls(boolean protectedByTls, String text) {
      if (!protectedByTls) {
        if (text != null) {
          throw url.refused("has an sslmode, which goes with rediss:// only");
        }
        return TlsMode.DISABLE;
      }
      if (text == null) {
        return TlsMode.VERIFY_FULL;
      }
      for (TlsMode tls : List.of(TlsMode.REQUIRE, TlsMode.VERIFY_CA, TlsMode.VERIFY_FULL)) {
        if (tls.word().equals(text)) {
          return tls;
        }
      }
      throw url.refused(
          "has the sslmode '%s', which must be require, verify-ca or verify-full".formatted(text));
    }

    private static String orEmpty(String text) {
      return text == null ? "" : text;
    }
  }
}
