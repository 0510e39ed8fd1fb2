package io.fss.kernel;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredDatabaseTest {
  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  @TempDir private Path folder;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private double failures(String operation, String kind) {
    return meters
        .get("fss.db.failures")
        .tags("module", "letters", "operation", operation, "kind", kind)
        .counter()
        .count();
  }

  @Test
  void transactions_and_reads_are_measured_and_what_a_module_turns_down_is_no_failure() {
    // given
    Databases databases = Databases.of(vertx, DatabaseOptions.of("sqlite:" + folder), meters);
    Database database = await(databases.open("letters"));

    // when
    await(database.transact("post", tx -> tx.run("SELECT 1", Tuple.tuple())));
    failure(database.transact("post", tx -> Future.failedFuture(Refusal.notFound("no letter"))));
    failure(database.transact("post", tx -> tx.run("SELECT nothing", Tuple.tuple())));
    await(database.read("SELECT 1", Tuple.tuple()));
    await(database.close());
    failure(database.transact("post", tx -> tx.run("SELECT 1", Tuple.tuple())));

    // then
    assertThat(meters.get("fss.db.request").tag("operation", "post").timer().count()).isEqualTo(4);
    assertThat(meters.get("fss.db.request").tag("operation", "read").timer().count()).isEqualTo(1);
    assertThat(failures("post", "other")).isEqualTo(1);
    assertThat(failures("post", "unavailable")).isEqualTo(1);
    assertThat(failures("read", "unavailable")).isZero();
    assertThat(meters.get("fss.db.commits").tag("module", "letters").functionCounter().count())
        .isEqualTo(1);
    assertThat(meters.get("fss.db.pending").tag("operation", "post").gauge().value()).isZero();
  }
}
