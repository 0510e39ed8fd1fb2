package io.fss.registry;

import io.fss.kernel.TestDatabases.Kind;

final class PostgresqlCredentialTablesTest extends CredentialTablesContract {
  PostgresqlCredentialTablesTest() {
    super(Kind.POSTGRESQL);
  }
}
