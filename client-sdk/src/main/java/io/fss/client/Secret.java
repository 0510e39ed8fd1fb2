package io.fss.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Random texts nobody can guess. */
record Secret(String text) {
  private static final int BYTES = 24;

  static Secret random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new Secret(HexFormat.of().formatHex(bytes));
  }

  /** True for {@code Bearer <secret>}; takes the same time for every wrong one. */
  boolean opens(String authorization) {
    byte[] expected = ("Bearer " + text).getBytes(StandardCharsets.UTF_8);
    byte[] given = (authorization == null ? "" : authorization).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(expected, given);
  }

  @Override
  public String toString() {
    return "Secret[...]";
  }
}
