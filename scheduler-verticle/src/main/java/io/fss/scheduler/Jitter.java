package io.fss.scheduler;

import java.nio.charset.StandardCharsets;

/**
 * Spreads groups that share a schedule. The shift of a group follows from its name alone: it is the
 * same on every node, after every restart, and must never change from one release to the next.
 */
final class Jitter {
  private static final long FNV_START = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Jitter() {}

  /** A shift within 0 and {@code windowMs}, both included, in milliseconds. */
  static long of(String namespace, String name, long windowMs) {
    if (windowMs <= 0) {
      return 0;
    }
    // A namespace has no zero byte: a boundary nobody can shift.
    long hash = add(add(FNV_START, namespace) * FNV_PRIME, name);
    return Long.remainderUnsigned(Mix.of(hash), windowMs + 1);
  }

  /** FNV-1a; alone its low bits hardly tell similar names apart, therefore it is mixed after. */
  private static long add(long start, String text) {
    long hash = start;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return hash;
  }
}
