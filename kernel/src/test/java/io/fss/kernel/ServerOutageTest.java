package io.fss.kernel;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server is stopped while it is used, and started again on the same port. */
class ServerOutageTest {
  private static final int WRITERS = 50;
  private static final int ROOM = 20;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong ids = new AtomicLong();
  private final Queue<Long> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private volatile boolean writing = true;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void what_postgresql_acknowledged_is_there_after_an_outage_and_work_goes_on() {
    outage(TestPostgres.start());
  }

  @Test
  void what_mariadb_acknowledged_is_there_after_an_outage_and_work_goes_on() {
    outage(TestMariaDb.start());
  }

  private void outage(TestServer server) {
    DatabaseOptions options =
        new DatabaseOptions(
            server.url(),
            "",
            "",
            1,
            ROOM,
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ZERO);
    Database database = await(Databases.of(vertx, options).open("letters"));
    for (int i = 0; i < WRITERS; i++) {
      write(database, "lane " + i % 2);
    }
    moreAcknowledged(200);

    server.stop();
    int refusedBefore = refused.get();
    until("the outage is noticed", () -> refused.get() > refusedBefore + WRITERS);
    server.startAgain();
    moreAcknowledged(200);
    writing = false;
    until("the writers are done", () -> waiting.get() == 0);

    List<Long> stored = new ArrayList<>();
    for (Row row : await(database.read("SELECT id FROM letter", Tuple.tuple()))) {
      stored.add(row.getLong(0));
    }
    // Commits that were not answered may be there too.
    assertThat(stored).doesNotHaveDuplicates().containsAll(acknowledged);
    assertThat(most.get()).isLessThanOrEqualTo(WRITERS);
    await(database.close());
    server.stop();
  }

  private void moreAcknowledged(int more) {
    int before = acknowledged.size();
    until("more is acknowledged", () -> acknowledged.size() >= before + more);
  }

  /** Writes one row after the other; what fails is not tried again. */
  private void write(Database database, String lane) {
    if (!writing) {
      return;
    }
    long id = ids.incrementAndGet();
    most.accumulateAndGet(waiting.incrementAndGet(), Math::max);
    database
        .transact(
            lane,
            tx ->
                tx.run("INSERT INTO letter (id, name) VALUES (?, ?)", Tuple.of(id, "letter " + id)))
        .onComplete(
            done -> {
              waiting.decrementAndGet();
              if (done.succeeded()) {
                acknowledged.add(id);
              } else {
                refused.incrementAndGet();
              }
              // A full line refuses at once: whoever comes again at once would only spin.
              vertx.setTimer(done.succeeded() ? 1 : 20, again -> write(database, lane));
            });
  }
}
