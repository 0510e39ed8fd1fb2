package io.fss.kernel;

import io.vertx.mysqlclient.MySQLException;
import java.util.Set;

/** What the error numbers of MySQL and MariaDB mean. */
final class MysqlFailures {
  /** Larger than {@code max_allowed_packet}. */
  static final int TOO_LARGE = 1153;

  // Deadlock, lock wait, no wait, changed since it was read; a statement a migration made void.
  private static final Set<Integer> REPEATABLE = Set.of(1213, 1205, 3572, 1020, 1615, 1412);

  private static final Set<Integer> DATA_FAULTS =
      Set.of(
          // Null, duplicate, without default, no such reference, a check that does not hold.
          1048,
          1062,
          1364,
          1451,
          1452,
          1557,
          1586,
          3819,
          4025,
          // Too long, out of range, not of the type, truncated, not of the character set.
          1264,
          1265,
          1292,
          1300,
          1366,
          1367,
          1406,
          1411,
          1690,
          3854,
          // A row, a packet or a value too large for what it belongs to.
          1118,
          1139,
          1301,
          TOO_LARGE,
          // JSON that is none, or that does not fit its column.
          3140,
          3141,
          3155,
          3156,
          3665,
          3666,
          3669,
          4037,
          4038,
          4176,
          4178);

  private MysqlFailures() {}

  private static int number(Throwable failure) {
    return failure instanceof MySQLException mysql ? mysql.getErrorCode() : 0;
  }

  static boolean isRepeatable(Throwable failure) {
    return REPEATABLE.contains(number(failure));
  }

  static boolean isFaultOfData(Throwable failure) {
    return DATA_FAULTS.contains(number(failure));
  }

  static MySQLException tooLarge(int rows, long packet) {
    return new MySQLException(
        "a batch of %d rows is larger than max_allowed_packet %d".formatted(rows, packet),
        TOO_LARGE,
        "08S01");
  }
}
