package io.fss.registry;

import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;

/** The tables {@code client_token} and {@code platform_key}; the first start fills them. */
final class CredentialTables {
  private static final int RANDOM_BYTES = 32;
  private static final String INSERT_KEY =
      """
      INSERT INTO platform_key (id, key_hex, created_at)
      SELECT 1, ?, ? WHERE NOT EXISTS (SELECT 1 FROM platform_key)
      """;
  private static final String INSERT_GIVEN_TOKEN =
      """
      INSERT INTO client_token (token_hash, namespace, note, created_at)
      SELECT ?, '', 'from the settings', ?
      WHERE NOT EXISTS (SELECT 1 FROM client_token WHERE token_hash = ?)
      """;
  private static final String INSERT_FIRST_TOKEN =
      """
      INSERT INTO client_token (token_hash, namespace, note, created_at)
      SELECT ?, '', 'made at the first start', ? WHERE NOT EXISTS (SELECT 1 FROM client_token)
      """;

  private final Database database;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  CredentialTables(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Makes what is missing and answers what is there.
   *
   * @param givenToken token from the settings, or empty
   * @param announce told a token that was made, after it is stored
   */
  Future<Credentials> open(String givenToken, Consumer<String> announce) {
    return ensureKey()
        .compose(done -> givenToken.isEmpty() ? firstToken(announce) : store(givenToken))
        .compose(done -> load());
  }

  private Future<Void> ensureKey() {
    String key = HexFormat.of().formatHex(bytes());
    return changed(INSERT_KEY, Tuple.of(key, clock.millis())).mapEmpty();
  }

  private Future<Void> store(String token) {
    String hash = hash(token);
    return changed(INSERT_GIVEN_TOKEN, Tuple.of(hash, clock.millis(), hash)).mapEmpty();
  }

  private Future<Void> firstToken(Consumer<String> announce) {
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
    return changed(INSERT_FIRST_TOKEN, Tuple.of(hash(token), clock.millis()))
        .map(
            inserted -> {
              if (inserted) {
                announce.accept(
                    "Client token, shown this once (only its hash is stored): " + token);
              }
              return null;
            });
  }

  private Future<Boolean> changed(String sql, Tuple parameters) {
    return database.transact(
        "registry",
        connection -> Database.run(connection, sql, parameters).map(rows -> rows.rowCount() == 1));
  }

  private Future<Credentials> load() {
    return database.transact(
        "registry",
        connection ->
            ids(connection)
                .compose(ids -> tokens(connection).map(tokens -> new Credentials(ids, tokens))));
  }

  private static Future<SessionIds> ids(SqlConnection connection) {
    return Database.run(connection, "SELECT key_hex FROM platform_key", Tuple.tuple())
        .map(rows -> rows.iterator().next().getString(0))
        .map(key -> new SessionIds(HexFormat.of().parseHex(key)));
  }

  private static Future<Map<String, String>> tokens(SqlConnection connection) {
    return Database.run(connection, "SELECT token_hash, namespace FROM client_token", Tuple.tuple())
        .map(
            rows -> {
              Map<String, String> namespaces = new HashMap<>();
              rows.forEach(row -> namespaces.put(row.getString(0), row.getString(1)));
              return Map.copyOf(namespaces);
            });
  }

  private byte[] bytes() {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
