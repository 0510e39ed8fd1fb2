package io.fss.console;

import io.fss.kernel.TestDatabases.Kind;

final class MariaDbApiTokenTest extends ApiTokenContract {
  MariaDbApiTokenTest() {
    super(Kind.MARIADB);
  }
}
