package io.fss.log;

import io.fss.kernel.TestDatabases.Kind;

final class PostgresqlLogAppendTest extends LogAppendContract {
  PostgresqlLogAppendTest() {
    super(Kind.POSTGRESQL);
  }
}
