package io.fss.log;

import io.fss.kernel.TestDatabases.Kind;

final class MariaDbLogAppendTest extends LogAppendContract {
  MariaDbLogAppendTest() {
    super(Kind.MARIADB);
  }
}
