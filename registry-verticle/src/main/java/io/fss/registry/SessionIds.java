package io.fss.registry;

import io.fss.proto.v1.RegisterRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Derives the id of a session from who the client says it is. The same incarnation gets the same id
 * even from a platform that forgot everything, and without the key nobody can make one up.
 */
final class SessionIds {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 16;

  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

  private final SecretKeySpec key;

  SessionIds(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** Whether this may be an id at all. */
  static boolean wellFormed(String id) {
    return ID.matcher(id).matches();
  }

  /** 32 hex digits. */
  String of(RegisterRequest client) {
    // Only the incarnation may contain a bar, and it stands last: no two clients share a text.
    String text =
        String.join(
            "|",
            client.getNamespace(),
            client.getApp(),
            client.getClient(),
            client.getIncarnation());
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] whole = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(whole, 0, BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
