package io.fss.deploy.faults;

import java.util.Locale;

/** What a run does to its processes; the length of each is chosen between two bounds. */
enum FaultKind {
  /** {@code kill -9} of the platform; it comes back after a while. */
  PLATFORM_KILLED(Victim.PLATFORM, 0, 5_000),
  /** The platform is asked to end, as for an upgrade, and comes back. */
  PLATFORM_RESTARTED(Victim.PLATFORM, 0, 3_000),
  /** The platform stands still for less than a lease. */
  PLATFORM_FROZEN_BRIEFLY(Victim.PLATFORM, 500, 8_000),
  /** The platform stands still for longer than a lease. */
  PLATFORM_FROZEN(Victim.PLATFORM, 11_000, 18_000),
  /** No packet reaches a member of the platform, none leaves it: its cable is pulled. */
  MEMBER_CUT_OFF(Victim.NETWORK, 2_000, 25_000),
  /** A member hears nothing; what it sends arrives. */
  MEMBER_DEAF(Victim.NETWORK, 2_000, 20_000),
  /** A member hears everything; nothing that it sends arrives. */
  MEMBER_MUTE(Victim.NETWORK, 2_000, 20_000),
  /** Members cannot reach each other, but all that they need: each half believes in itself. */
  SPLIT_BRAIN(Victim.NETWORK, 9_000, 25_000),
  /** The database server cuts its connections and starts anew. */
  DATABASE_RESTARTED(Victim.DATABASE, 0, 0),
  /** {@code kill -9} of the database server. */
  DATABASE_KILLED(Victim.DATABASE, 0, 0),
  /** {@code kill -9} of Redis, which comes back empty. */
  REDIS_KILLED(Victim.REDIS, 0, 15_000),
  /** Redis forgets everything. */
  REDIS_FLUSHED(Victim.REDIS, 0, 0),
  /** {@code kill -9} of a client; a process of the same name comes back. */
  CLIENT_KILLED(Victim.CLIENT, 0, 15_000),
  /** A client is asked to end: it drains for a while; a process of the same name comes back. */
  CLIENT_RESTARTED(Victim.CLIENT, 0, 3_000),
  /** A client stands still for less than a lease. */
  CLIENT_FROZEN_BRIEFLY(Victim.CLIENT, 500, 8_000),
  /** A client stands still for longer than a lease. */
  CLIENT_FROZEN(Victim.CLIENT, 11_500, 18_000),
  /** What a client sends arrives when the cut is over. */
  CUT_TO_PLATFORM(Victim.CLIENT, 1_000, 18_000),
  /** What the platform sends to a client arrives when the cut is over. */
  CUT_TO_CLIENT(Victim.CLIENT, 1_000, 18_000),
  /** Nothing passes between client and platform. */
  CUT_BOTH_WAYS(Victim.CLIENT, 1_000, 18_000),
  /** All connections between client and platform break. */
  CONNECTIONS_RESET(Victim.CLIENT, 0, 0);

  /** Whom it is done to. */
  enum Victim {
    PLATFORM,
    NETWORK,
    DATABASE,
    REDIS,
    CLIENT
  }

  private final Victim victim;
  private final int leastMs;
  private final int mostMs;

  FaultKind(Victim victim, int leastMs, int mostMs) {
    this.victim = victim;
    this.leastMs = leastMs;
    this.mostMs = mostMs;
  }

  Victim victim() {
    return victim;
  }

  /** How long it takes in milliseconds; {@code share} is 0 to 1. */
  long lengthMs(double share) {
    return leastMs + Math.round(share * (mostMs - leastMs));
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
