package io.fss.kernel;

import static io.fss.kernel.Await.failure;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MariaDbDatabaseTest extends ServerDatabaseContract {

  MariaDbDatabaseTest() {
    super(TestDatabases.Kind.MARIADB);
  }

  @Override
  String ownNumber() {
    return "SELECT CONNECTION_ID()";
  }

  @Override
  String kill(long number) {
    return "KILL %d".formatted(number);
  }

  @Test
  void a_batch_that_is_larger_than_the_server_takes_is_the_fault_of_the_data() {
    String large = "x".repeat(1024 * 1024);
    Batch rows = LETTER.batch();
    for (long id = 0; id < 17; id++) {
      rows.add(id, 0L, "n" + id, null, large);
    }

    Throwable refused =
        failure(database.transact(LANE, tx -> database.dialect().insert(WRITE).run(tx, rows)));

    assertThat(database.isFaultOfData(refused)).as("%s", refused).isTrue();
    write(100);
    assertThat(stored("")).containsExactly(100L);
  }
}
