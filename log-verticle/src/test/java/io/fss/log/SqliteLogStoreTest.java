package io.fss.log;

import io.fss.kernel.TestDatabases.Kind;

final class SqliteLogStoreTest extends LogStoreContract {
  SqliteLogStoreTest() {
    super(Kind.SQLITE);
  }
}
