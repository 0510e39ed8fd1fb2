package io.fss.registry;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.AuthenticateReply;
import io.fss.proto.bus.v1.AuthenticateRequest;
import io.fss.proto.bus.v1.RegistryStored;
import io.fss.proto.bus.v1.TokenCreateReply;
import io.fss.proto.bus.v1.TokenCreateRequest;
import io.fss.proto.bus.v1.TokenInfo;
import io.fss.proto.bus.v1.TokenList;
import io.fss.proto.bus.v1.TokenRevokeReply;
import io.fss.proto.bus.v1.TokenRevokeRequest;
import io.fss.proto.bus.v1.Violation;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Client tokens: several at a time, so that one can take another's place without a pause. Every
 * call of every client is answered from memory.
 */
final class TokenDesk {
  private static final Logger log = LoggerFactory.getLogger(TokenDesk.class);
  private static final int MOST_TOKENS = 1_000;
  private static final int LONGEST_NOTE = 500;
  private static final int ID_DIGITS = 16;

  private final Bus bus;
  private final Clock clock;
  private final CredentialTables table;
  private Map<String, Token> tokens = Map.of();
  private long asked;
  private long applied;

  TokenDesk(Bus bus, Clock clock, CredentialTables table) {
    this.bus = bus;
    this.clock = clock;
    this.table = table;
  }

  /**
   * A token as it is stored.
   *
   * @param hash hex SHA-256 of it
   * @param namespace where it counts; empty for everywhere
   * @param createdAt epoch milliseconds
   * @param expiresAt epoch milliseconds; 0 for never
   */
  record Token(String hash, String namespace, String note, long createdAt, long expiresAt) {
    boolean expired(long now) {
      return expiresAt != 0 && expiresAt <= now;
    }

    /** Tells two tokens apart, and nobody the token. */
    String id() {
      return hash.substring(0, ID_DIGITS);
    }

    TokenInfo info(long now) {
      return TokenInfo.newBuilder()
          .setId(id())
          .setNamespace(namespace)
          .setNote(note)
          .setCreatedAtMs(createdAt)
          .setExpiresAtMs(expiresAt)
          .setExpired(expired(now))
          .build();
    }
  }

  Future<Void> load() {
    long number = ++asked;
    return table
        .tokens()
        .map(
            read -> {
              // Reads may overtake each other; what was asked for later is not older.
              if (number > applied) {
                applied = number;
                Map<String, Token> next = new LinkedHashMap<>();
                read.forEach(token -> next.put(token.hash(), token));
                tokens = next;
              }
              return null;
            });
  }

  Future<AuthenticateReply> authenticate(AuthenticateRequest request) {
    Token token = tokens.get(request.getTokenHash());
    return Future.succeededFuture(
        token == null || token.expired(clock.millis())
            ? AuthenticateReply.getDefaultInstance()
            : AuthenticateReply.newBuilder()
                .setValid(true)
                .setNamespace(token.namespace())
                .build());
  }

  Future<TokenCreateReply> create(TokenCreateRequest request) {
    List<Violation> violations = violations(request);
    if (!violations.isEmpty()) {
      return Future.failedFuture(Refusal.invalid(violations));
    }
    if (tokens.size() >= MOST_TOKENS) {
      return Future.failedFuture(
          new Refusal(
              Refusal.Kind.TOO_MANY,
              "there are %d client tokens already; revoke those that are not needed"
                  .formatted(MOST_TOKENS),
              List.of()));
    }
    String secret = table.random();
    Token token =
        new Token(
            CredentialTables.hash(secret),
            request.getNamespace(),
            request.getNote(),
            clock.millis(),
            request.getExpiresAtMs());
    return table
        .add(token)
        .compose(stored -> changed())
        .map(
            applied -> {
              log.info(
                  "client token {} was made for namespace '{}'", token.id(), token.namespace());
              return TokenCreateReply.newBuilder()
                  .setInfo(token.info(clock.millis()))
                  .setToken(secret)
                  .build();
            });
  }

  private List<Violation> violations(TokenCreateRequest request) {
    List<Violation> violations = new ArrayList<>();
    if (!request.getNamespace().isEmpty()) {
      violations.addAll(RegistrationRules.namespace(request.getNamespace()));
    }
    if (request.getNote().length() > LONGEST_NOTE) {
      violations.add(
          Refusal.violation(
              "note",
              "(%d characters)".formatted(request.getNote().length()),
              "must be at most %d characters".formatted(LONGEST_NOTE)));
    }
    long expires = request.getExpiresAtMs();
    if (expires != 0 && expires <= clock.millis()) {
      violations.add(
          Refusal.violation("expiresAt", Instant.ofEpochMilli(expires), "must lie in the future"));
    }
    return violations;
  }

  Future<TokenRevokeReply> revoke(TokenRevokeRequest request) {
    Optional<Token> token =
        tokens.values().stream().filter(one -> one.id().equals(request.getId())).findAny();
    if (token.isEmpty()) {
      return Future.failedFuture(
          Refusal.notFound("there is no client token %s".formatted(request.getId())));
    }
    return table
        .remove(token.get())
        .compose(stored -> changed())
        .map(
            applied -> {
              log.info("client token {} was revoked", request.getId());
              return TokenRevokeReply.getDefaultInstance();
            });
  }

  private Future<Void> changed() {
    return load()
        .onComplete(
            applied -> bus.publish(Channels.REGISTRY_STORED, RegistryStored.getDefaultInstance()));
  }

  Future<TokenList> list() {
    long now = clock.millis();
    return Future.succeededFuture(
        TokenList.newBuilder()
            .addAllTokens(
                tokens.values().stream()
                    .sorted(Comparator.comparingLong(Token::createdAt).thenComparing(Token::id))
                    .map(token -> token.info(now))
                    .toList())
            .build());
  }
}
