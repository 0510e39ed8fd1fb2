package io.fss.log;

import io.fss.kernel.TestDatabases.Kind;

final class PostgresqlLogStoreTest extends LogStoreContract {
  PostgresqlLogStoreTest() {
    super(Kind.POSTGRESQL);
  }
}
