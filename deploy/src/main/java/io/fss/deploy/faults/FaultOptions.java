package io.fss.deploy.faults;

import io.fss.deploy.rig.Storage;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A fault run.
 *
 * @param each true: every kind of fault once, briefly; false: at random for some minutes
 * @param minutes length of a random run, 1-1440
 * @param redis whether the sessions of clients are in a Redis
 * @param members processes of the platform, 1-8; several need a database server and a Redis
 * @param network whether each of them has a network namespace of its own, so that it can be cut off
 * @param clients client names, 2-16
 * @param logs folder that logs, histories and rows are kept in; null means that they go with the
 *     run
 */
record FaultOptions(
    boolean each,
    int minutes,
    Storage storage,
    boolean redis,
    int members,
    boolean network,
    long seed,
    int clients,
    Path logs) {
  FaultOptions {
    Objects.requireNonNull(storage, "storage");
    within("minutes", minutes, 1, 1_440);
    within("members", members, 1, 8);
    within("clients", clients, 2, 16);
    if (network && members < 2) {
      throw new IllegalArgumentException("--network needs --members 2 or more");
    }
    if (members > 1 && (!redis || storage.kind() == Storage.Kind.SQLITE)) {
      throw new IllegalArgumentException(
          "--members %d needs --redis and --db postgres or mariadb".formatted(members));
    }
  }

  private static void within(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "--%s %d must be %d to %d".formatted(name, value, least, most));
    }
  }
}
