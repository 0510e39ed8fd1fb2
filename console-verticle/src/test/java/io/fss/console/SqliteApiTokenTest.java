package io.fss.console;

import io.fss.kernel.TestDatabases.Kind;

final class SqliteApiTokenTest extends ApiTokenContract {
  SqliteApiTokenTest() {
    super(Kind.SQLITE);
  }
}
