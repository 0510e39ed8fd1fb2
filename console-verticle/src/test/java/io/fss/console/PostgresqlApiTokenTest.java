package io.fss.console;

import io.fss.kernel.TestDatabases.Kind;

final class PostgresqlApiTokenTest extends ApiTokenContract {
  PostgresqlApiTokenTest() {
    super(Kind.POSTGRESQL);
  }
}
