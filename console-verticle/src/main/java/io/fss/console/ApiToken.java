package io.fss.console;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.Clock;
import io.fss.kernel.Columns;
import io.fss.kernel.Database;
import io.fss.kernel.NewRows;
import io.fss.kernel.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** The token of the API: given by the settings, else made at the first start and told once. */
final class ApiToken {
  private static final String LANE = "token";
  private static final String NAME = "api";
  private static final int RANDOM_BYTES = 32;
  private static final String FIND = "SELECT hash FROM api_token WHERE name = ?";
  private static final NewRows ROW =
      new NewRows(
          "api_token",
          List.of("name", "hash", "created_at"),
          List.of("b.name", "b.hash", "b.created_at"),
          Columns.of("name TEXT", "hash TEXT", "created_at BIGINT"),
          List.of("name"),
          "hash");

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
    BatchDeed add = database.dialect().insert(ROW);
    Batch row = ROW.columns().batch().add(NAME, freshHash, clock.millis());
    return database
        .transact(LANE, tx -> addOrFind(tx, add, row))
        // Nobody may know whether the commit came through: the same again finds it out.
        .recover(unsure -> database.transact(LANE, tx -> addOrFind(tx, add, row)))
        .onSuccess(stored -> tell(fresh, stored.equals(freshHash)))
        .map(HexFormat.of()::parseHex);
  }

  /** Where several processes start at once all find the token of the one that was first. */
  private static Future<String> addOrFind(Tx tx, BatchDeed add, Batch row) {
    return add.run(tx, row)
        .compose(added -> tx.run(FIND, Tuple.of(NAME)))
        .map(found -> found.iterator().next().getString(0));
  }

  private void tell(String token, boolean fresh) {
    if (fresh) {
      announce.accept("Token of the HTTP API (shown only this once, keep it): " + token);
    }
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
