package io.fss.log;

import io.fss.kernel.TestDatabases.Kind;

final class MariaDbLogStoreTest extends LogStoreContract {
  MariaDbLogStoreTest() {
    super(Kind.MARIADB);
  }
}
