package io.fss.deploy.faults;

/**
 * Something that is done to the processes of a run.
 *
 * @param member whom it hits, for faults of the platform; else null
 * @param client whom it hits, for faults of clients; else null
 * @param ms how long it takes
 */
record Fault(FaultKind kind, Member member, ClientSeat client, long ms) {
  /** Whom it hits; {@code -} where the kind says it. */
  String victim() {
    if (client != null) {
      return client.name();
    }
    return member == null ? "-" : member.name();
  }
}
