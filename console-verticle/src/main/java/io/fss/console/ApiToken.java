package io.fss.console;

import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Consumer;

/** The token of the API: given by the settings, else made at the first start and told once. */
final class ApiToken {
  private static final String NAME = "api";
  private static final int RANDOM_BYTES = 32;
  private static final String FIND = "SELECT hash FROM api_token WHERE name = ?";
  private static final String ADD =
      "INSERT INTO api_token (name, hash, created_at) VALUES (?, ?, ?)";

  private final Database database;
  private final Clock clock;
  private final Consumer<String> announce;

  ApiToken(Database database, Clock clock, Consumer<String> announce) {
    this.database = database;
    this.clock = clock;
    this.announce = announce;
  }

  /** SHA-256 of the valid token; makes, stores and announces one where there is none. */
  Future<byte[]> hash(String given) {
    if (!given.isEmpty()) {
      return Future.succeededFuture(sha256(given));
    }
    String fresh = random();
    String freshHash = HexFormat.of().formatHex(sha256(fresh));
    return database
        .transact("token", connection -> findOrAdd(connection, freshHash))
        .recover(this::madeByAnother)
        .onSuccess(stored -> tell(fresh, stored.equals(freshHash)))
        .map(HexFormat.of()::parseHex);
  }

  private Future<String> findOrAdd(SqlConnection connection, String freshHash) {
    return Database.run(connection, FIND, Tuple.of(NAME))
        .compose(
            found ->
                found.size() > 0
                    ? Future.succeededFuture(only(found))
                    : Database.run(connection, ADD, Tuple.of(NAME, freshHash, clock.millis()))
                        .map(freshHash));
  }

  private Future<String> madeByAnother(Throwable failure) {
    // Two processes started at once: the other one's token is there now, and it was told there.
    return database.isFaultOfData(failure)
        ? database.read(FIND, Tuple.of(NAME)).map(ApiToken::only)
        : Future.failedFuture(failure);
  }

  private void tell(String token, boolean fresh) {
    if (fresh) {
      announce.accept("Token of the HTTP API (shown only this once, keep it): " + token);
    }
  }

  private static String only(RowSet<Row> rows) {
    return rows.iterator().next().getString(0);
  }

  private static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return "fss_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
