package io.fss.registry;

import io.fss.kernel.BatchDeed;
import io.fss.kernel.Clock;
import io.fss.kernel.Columns;
import io.fss.kernel.Database;
import io.fss.kernel.Dialect;
import io.fss.kernel.NewRows;
import io.fss.kernel.Tx;
import io.fss.registry.TokenDesk.Token;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** The tables {@code client_token} and {@code platform_key}; the first start fills them. */
final class CredentialTables {
  private static final String LANE = "registry";
  private static final int RANDOM_BYTES = 32;
  private static final String FIND_KEY = "SELECT k.key_hex FROM platform_key k WHERE k.id = 1 ";
  private static final NewRows KEY =
      new NewRows(
          "platform_key",
          List.of("id", "key_hex", "created_at"),
          List.of("1", "b.key_hex", "b.created_at"),
          Columns.of("key_hex TEXT", "created_at BIGINT"),
          List.of("id"),
          "key_hex");
  private static final String FIND_HASHES = "SELECT token_hash FROM client_token";
  private static final String READ_TOKENS =
      "SELECT token_hash, namespace, note, created_at, expires_at FROM client_token";
  private static final String ADD_TOKEN =
      "INSERT INTO client_token (token_hash, namespace, note, created_at, expires_at)"
          + " VALUES (?, ?, ?, ?, ?)";
  private static final String REMOVE_TOKEN = "DELETE FROM client_token WHERE token_hash = ?";

  private final Database database;
  private final Clock clock;
  private final BatchDeed addKey;
  private final String lockKey;
  private final SecureRandom random = new SecureRandom();

  CredentialTables(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.addKey = database.dialect().insert(KEY);
    this.lockKey = lock(database.dialect());
  }

  /** Reads the platform's key; until the transaction ends no other one does this. */
  static String lock(Dialect dialect) {
    return FIND_KEY + dialect.forUpdate("k");
  }

  /**
   * Makes what is missing; answers what makes the ids of sessions. Processes that start together on
   * one database agree on one key and one first token; the one that made the token announces it.
   *
   * @param givenToken token from the settings, or empty
   * @param announce told a token that was made, after it is stored
   */
  Future<SessionIds> open(String givenToken, Consumer<String> announce) {
    String token = givenToken.isEmpty() ? random() : givenToken;
    Fresh fresh =
        new Fresh(
            HexFormat.of().formatHex(bytes()), hash(token), givenToken.isEmpty(), clock.millis());
    return database
        .transact(LANE, tx -> complete(tx, fresh))
        // Nobody may know whether the commit came through: the same again finds it out.
        .recover(unsure -> database.transact(LANE, tx -> complete(tx, fresh)))
        .map(
            found -> {
              if (fresh.first() && found.isOurs()) {
                announce.accept(
                    "Client token, shown this once (only its hash is stored): " + token);
              }
              return found.ids();
            });
  }

  private Future<Found> complete(Tx tx, Fresh fresh) {
    // The key's row stays locked to the end, so that two first starts cannot both find no token.
    return addKey
        .run(tx, KEY.columns().batch().add(fresh.keyHex(), fresh.now()))
        .compose(added -> tx.run(lockKey, Tuple.tuple()))
        .map(found -> ids(found.iterator().next().getString(0)))
        .compose(
            ids ->
                tx.run(FIND_HASHES, Tuple.tuple())
                    .compose(hashes -> withToken(tx, hashes, fresh))
                    .map(ours -> new Found(ids, ours)));
  }

  private static SessionIds ids(String keyHex) {
    return new SessionIds(HexFormat.of().parseHex(keyHex));
  }

  /** Whether the token is there now. */
  private static Future<Boolean> withToken(Tx tx, RowSet<Row> hashes, Fresh fresh) {
    for (Row row : hashes) {
      if (row.getString(0).equals(fresh.tokenHash())) {
        return Future.succeededFuture(true);
      }
    }
    if (fresh.first() && hashes.size() > 0) {
      return Future.succeededFuture(false);
    }
    String note = fresh.first() ? "made at the first start" : "from the settings";
    return add(tx, new Token(fresh.tokenHash(), "", note, fresh.now(), 0)).map(added -> true);
  }

  /** Every token there is, expired ones included. */
  Future<List<Token>> tokens() {
    return database
        .read(READ_TOKENS, Tuple.tuple())
        .map(
            rows -> {
              List<Token> tokens = new ArrayList<>();
              rows.forEach(
                  row ->
                      tokens.add(
                          new Token(
                              row.getString(0),
                              row.getString(1),
                              row.getString(2),
                              row.getLong(3),
                              row.getLong(4))));
              return tokens;
            });
  }

  Future<Void> add(Token token) {
    return database.transact(LANE, tx -> add(tx, token));
  }

  private static Future<Void> add(Tx tx, Token token) {
    return tx.run(
            ADD_TOKEN,
            Tuple.of(
                token.hash(),
                token.namespace(),
                token.note(),
                token.createdAt(),
                token.expiresAt()))
        .mapEmpty();
  }

  Future<Void> remove(Token token) {
    return database.transact(LANE, tx -> tx.run(REMOVE_TOKEN, Tuple.of(token.hash())).mapEmpty());
  }

  /** A secret that nobody can guess. */
  String random() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
  }

  private byte[] bytes() {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return bytes;
  }

  static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * What is stored where there is nothing yet.
   *
   * @param keyHex the platform's key
   * @param tokenHash hash of the token
   * @param first whether the token counts only where there is no other: it was made here, not given
   * @param now when it was made, UTC milliseconds
   */
  private record Fresh(String keyHex, String tokenHash, boolean first, long now) {}

  /**
   * What is stored afterwards.
   *
   * @param ids made with the platform's key
   * @param isOurs whether the token of this start counts
   */
  private record Found(SessionIds ids, boolean isOurs) {}
}
