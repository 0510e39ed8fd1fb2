package io.fss.kernel;

import java.util.Locale;

/**
 * How far a connection to a server is protected; named as PostgreSQL names it. Its "prefer" is
 * missing: it protects from nobody who can listen, and a client leaves a connection behind for it.
 */
public enum TlsMode {
  DISABLE,
  REQUIRE,
  VERIFY_CA,
  VERIFY_FULL;

  /** As it stands in a URL, such as {@code verify-ca}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
