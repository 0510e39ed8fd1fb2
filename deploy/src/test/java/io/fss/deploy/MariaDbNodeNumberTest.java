package io.fss.deploy;

import io.fss.kernel.TestDatabases;

class MariaDbNodeNumberTest extends NodeNumberContract {
  MariaDbNodeNumberTest() {
    super(TestDatabases.Kind.MARIADB);
  }
}
