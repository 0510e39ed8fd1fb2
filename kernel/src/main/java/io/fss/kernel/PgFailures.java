package io.fss.kernel;

import io.vertx.pgclient.PgException;
import java.util.Set;

/** What the SQL states of PostgreSQL mean. */
final class PgFailures {
  // Serialization failure, deadlock, lock timeout; a plan or statement that a migration made void.
  private static final Set<String> REPEATABLE = Set.of("40001", "40P01", "55P03", "0A000", "26000");
  private static final String ABORTED = "25P02";
  // Program limit exceeded: a value too large for an index.
  private static final String TOO_LARGE = "54000";
  private static final Set<String> THERE_ALREADY = Set.of("42P06", "23505");

  private PgFailures() {}

  private static String state(Throwable failure) {
    return failure instanceof PgException pg && pg.getSqlState() != null ? pg.getSqlState() : "";
  }

  static boolean isRepeatable(Throwable failure) {
    return REPEATABLE.contains(state(failure));
  }

  static boolean isConsequence(Throwable failure) {
    return ABORTED.equals(state(failure));
  }

  static boolean isFaultOfData(Throwable failure) {
    String state = state(failure);
    return state.startsWith("22") || state.startsWith("23") || state.equals(TOO_LARGE);
  }

  /** Whether something was not made because somebody else just made it. */
  static boolean isThereAlready(Throwable failure) {
    return THERE_ALREADY.contains(state(failure));
  }
}
