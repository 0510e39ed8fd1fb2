package io.fss.dispatcher;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.AuthenticateReply;
import io.fss.proto.bus.v1.AuthenticateRequest;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether a caller is a client. The registry knows; its yes is remembered for some seconds. */
final class Tokens {
  private static final String BEARER = "Bearer ";
  private static final long REMEMBERED_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int MOST = 1_000;

  private final Bus bus;
  private final Clock clock;
  private final Rate unknown;
  private final Map<String, Known> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MOST;
        }
      };

  Tokens(Bus bus, Clock clock, Rate unknown) {
    this.bus = bus;
    this.clock = clock;
    this.unknown = unknown;
  }

  /**
   * The namespace the caller is bound to, empty for all; fails as UNAUTHENTICATED.
   *
   * @param authorization metadata {@code authorization}, may be null
   * @param peer IP address of the caller; how often it may guess is bounded
   */
  Future<String> namespace(String authorization, String peer) {
    if (authorization == null || !authorization.startsWith(BEARER)) {
      return Future.failedFuture(refused("metadata authorization must be 'Bearer <client token>'"));
    }
    // Only hashes are compared and kept, so that no timing and no memory dump tells a token.
    String hash = hash(authorization.substring(BEARER.length()));
    Known yes = known.get(hash);
    if (yes != null && yes.until - clock.nanos() > 0) {
      return Future.succeededFuture(yes.namespace);
    }
    unknown.take(peer);
    return bus.request(
            Channels.REGISTRY_AUTHENTICATE,
            AuthenticateRequest.newBuilder().setTokenHash(hash).build())
        .compose(reply -> remember(hash, reply));
  }

  private Future<String> remember(String hash, AuthenticateReply reply) {
    if (!reply.getValid()) {
      known.remove(hash);
      return Future.failedFuture(refused("the client token is not valid"));
    }
    known.put(hash, new Known(reply.getNamespace(), clock.nanos() + REMEMBERED_NANOS));
    return Future.succeededFuture(reply.getNamespace());
  }

  private static Refusal refused(String message) {
    return new Refusal(Refusal.Kind.UNAUTHENTICATED, message, List.of());
  }

  private static String hash(String token) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private record Known(String namespace, long until) {}
}
