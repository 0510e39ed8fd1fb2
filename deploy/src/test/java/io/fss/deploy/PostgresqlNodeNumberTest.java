package io.fss.deploy;

import io.fss.kernel.TestDatabases;

class PostgresqlNodeNumberTest extends NodeNumberContract {
  PostgresqlNodeNumberTest() {
    super(TestDatabases.Kind.POSTGRESQL);
  }
}
