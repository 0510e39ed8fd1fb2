package io.fss.registry;

import io.fss.kernel.TestDatabases.Kind;

final class MariaDbCredentialTablesTest extends CredentialTablesContract {
  MariaDbCredentialTablesTest() {
    super(Kind.MARIADB);
  }
}
