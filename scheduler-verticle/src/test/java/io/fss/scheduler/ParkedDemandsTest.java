package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Database;
import io.fss.kernel.ForwardingDatabase;
import io.fss.kernel.TestDatabases;
import io.fss.proto.v1.Policies;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParkedDemandsTest {
  private static final Job BILL = new Job("default", "shop", "bill");
  private static final Staged TASK =
      new Staged(7, 3, BILL, 0, 0, 1, true, 0, 0, "", Routing.of(Policies.getDefaultInstance()), 0);

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private Database database;

  @BeforeEach
  void open() {
    database = await(TestDatabases.Kind.SQLITE.open(vertx, folder).open("scheduler"));
  }

  @AfterEach
  void close() {
    await(database.close());
    await(vertx.close());
  }

  /** Answers reads, which are made at once, when the promise is complete. */
  private static Database late(Database inner, Supplier<Promise<Void>> answers) {
    return new ForwardingDatabase(inner) {
      @Override
      public Future<RowSet<Row>> read(String sql, Tuple parameters) {
        Future<Void> told = answers.get().future();
        return super.read(sql, parameters).compose(rows -> told.map(over -> rows));
      }
    };
  }

  @Test
  void what_is_parked_while_the_tables_are_read_is_not_forgotten_by_their_older_answer() {
    // given a reading that began before a task was parked
    Promise<Void> told = Promise.promise();
    ParkedDemands parked = new ParkedDemands(new Parking(late(database, () -> told)));
    parked.add(List.of(TASK));
    Future<Void> reading = parked.read();

    // when it is parked, and then the answer comes that does not have it
    parked.add(List.of(TASK));
    told.complete();
    await(reading);

    // then
    assertThat(parked.awake(any -> true)).containsExactly(TASK.demand());
  }

  @Test
  void what_the_tables_have_no_more_is_given_up() {
    ParkedDemands parked = new ParkedDemands(new Parking(database));
    parked.add(List.of(TASK));

    await(parked.read());
    await(parked.read());

    assertThat(parked.isEmpty()).isTrue();
  }

  @Test
  void of_two_readings_under_way_the_later_counts() {
    // given a reading that began first and is answered last
    Promise<Void> told = Promise.promise();
    Promise<Void> never = Promise.promise();
    Iterator<Promise<Void>> answers = List.of(told, never, told).iterator();
    ParkedDemands parked = new ParkedDemands(new Parking(late(database, answers::next)));
    Future<Void> first = parked.read();
    parked.add(List.of(TASK));
    parked.read();

    // when the later one is not answered at all
    told.complete();
    await(first);

    // then the earlier one has changed nothing
    assertThat(parked.awake(any -> true)).containsExactly(TASK.demand());
  }

  @Test
  void demands_of_a_paused_namespace_stay_where_they_are() {
    ParkedDemands parked = new ParkedDemands(new Parking(database));
    parked.add(List.of(TASK));

    parked.pause(Set.of("default"));

    assertThat(parked.awake(any -> true)).isEmpty();
    assertThat(parked.isEmpty()).isFalse();
  }
}
