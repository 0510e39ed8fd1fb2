package io.fss.registry;

import io.fss.kernel.TestDatabases.Kind;

final class SqliteCredentialTablesTest extends CredentialTablesContract {
  SqliteCredentialTablesTest() {
    super(Kind.SQLITE);
  }
}
