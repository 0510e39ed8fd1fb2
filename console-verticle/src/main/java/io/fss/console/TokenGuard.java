package io.fss.console;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Lets through who shows the token. It stands before the body is read, so that strangers cannot
 * make the server hold their bodies; whatever the contract does not declare open needs the token,
 * unknown paths included.
 */
final class TokenGuard implements SecurityPolicyHandler {
  private static final String SCHEME = "bearer ";

  private final Contract contract;
  private final byte[] hash;

  TokenGuard(Contract contract, byte[] hash) {
    this.contract = contract;
    this.hash = Arrays.copyOf(hash, hash.length);
  }

  @Override
  public void handle(RoutingContext context) {
    if (contract.open(context.request().method(), context.normalizedPath()) || valid(context)) {
      context.next();
    } else {
      context.fail(new Rejection(Problem.unauthorized()));
    }
  }

  private boolean valid(RoutingContext context) {
    String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    byte[] shown = ApiToken.sha256(header.substring(SCHEME.length()).trim());
    return MessageDigest.isEqual(shown, hash);
  }
}
