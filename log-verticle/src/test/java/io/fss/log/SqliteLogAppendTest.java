package io.fss.log;

import io.fss.kernel.TestDatabases.Kind;

final class SqliteLogAppendTest extends LogAppendContract {
  SqliteLogAppendTest() {
    super(Kind.SQLITE);
  }
}
