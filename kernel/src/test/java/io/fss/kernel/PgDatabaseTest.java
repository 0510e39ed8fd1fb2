package io.fss.kernel;

class PgDatabaseTest extends ServerDatabaseContract {

  PgDatabaseTest() {
    super(TestDatabases.Kind.POSTGRESQL);
  }

  @Override
  String ownNumber() {
    return "SELECT pg_backend_pid()";
  }

  @Override
  String kill(long number) {
    return "SELECT pg_terminate_backend(%d)".formatted(number);
  }
}
