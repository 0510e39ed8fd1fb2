package io.fss.deploy;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.kernel.Databases;
import io.fss.kernel.Ids;
import io.fss.kernel.TestDatabases;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes, each with connections of its own, on one database server. */
abstract class NodeNumberContract {
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration OFTEN = Duration.ofMillis(20);

  private final TestDatabases.Kind kind;
  private final Vertx vertx = Vertx.vertx();
  private final List<Database> opened = new ArrayList<>();
  @TempDir private Path folder;
  private Databases databases;

  NodeNumberContract(TestDatabases.Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void open() {
    databases = kind.open(vertx, folder);
  }

  @AfterEach
  void close() {
    opened.forEach(database -> await(database.close()));
    await(vertx.close());
  }

  /** One process. */
  private final class Node {
    private final Database database = await(databases.open("platform"));
    private final Ids ids = new Ids(0, Clock.system());
    private final NodeNumber number;

    private Node(String name, Duration renewEvery) {
      opened.add(database);
      number = new NodeNumber(vertx, database, name, ids, LEASE, renewEvery);
    }

    private Node takes() {
      await(number.take());
      return this;
    }

    private long inIds() {
      return ids.next() >> 12 & 1_023;
    }
  }

  private void write(String sql, Object... parameters) {
    await(opened.get(0).transact("test", tx -> tx.run(sql, Tuple.from(parameters))));
  }

  private long leasedTill(int number) {
    Row row =
        await(
                opened
                    .get(0)
                    .read("SELECT leased_till FROM node_number WHERE number = ?", Tuple.of(number)))
            .iterator()
            .next();
    return row.getLong(0);
  }

  @Test
  void every_process_gets_the_smallest_number_that_is_free() {
    Node first = new Node("a", NEVER).takes();
    Node second = new Node("b", NEVER).takes();
    Node third = new Node("c", NEVER).takes();

    await(second.number.release());
    Node fourth = new Node("d", NEVER).takes();
    Node fifth = new Node("e", NEVER).takes();

    assertThat(List.of(first, second, third, fourth, fifth))
        .extracting(node -> node.number.current())
        .containsExactly(0, 1, 2, 1, 3);
    assertThat(fourth.inIds()).isEqualTo(1);
    assertThat(fifth.inIds()).isEqualTo(3);
  }

  @Test
  void processes_that_start_at_the_same_time_get_different_numbers() {
    // given numbers whose leases have ended, with gaps between them
    List<Node> nodes = IntStream.range(0, 8).mapToObj(i -> new Node("n" + i, NEVER)).toList();
    for (int number : new int[] {0, 1, 4, 6}) {
      write("INSERT INTO node_number (number, node, leased_till) VALUES (?, 'gone', 1)", number);
    }

    // when
    await(Future.all(nodes.stream().map(node -> node.number.take()).toList()));

    // then
    assertThat(nodes)
        .extracting(node -> node.number.current())
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void a_number_is_free_when_its_lease_has_ended_by_the_clock_of_the_database() {
    // given
    Node node = new Node("late", NEVER);
    long now = await(node.database.time());
    String insert = "INSERT INTO node_number (number, node, leased_till) VALUES (?, ?, ?)";
    write(insert, 0, "alive", now + 60_000);
    write(insert, 1, "dead", now - 1);

    // when
    node.takes();

    // then
    assertThat(node.number.current()).isEqualTo(1);
    assertThat(leasedTill(1)).isBetween(now + 60_000, now + 120_000);
  }

  @Test
  void a_lease_is_renewed() {
    Node node = new Node("steady", OFTEN).takes();
    long first = leasedTill(0);

    until("the lease ends later", () -> leasedTill(0) > first);

    assertThat(node.number.current()).isZero();
  }

  @Test
  void a_lease_that_ended_while_nobody_took_the_number_is_renewed() {
    Node node = new Node("was away", OFTEN).takes();

    write("UPDATE node_number SET leased_till = 1");

    until("the lease is renewed", () -> leasedTill(0) > 1);
    assertThat(node.number.current()).isZero();
  }

  @Test
  void a_process_whose_number_was_taken_goes_on_with_another() {
    // given
    Node node = new Node("frozen", OFTEN).takes();
    long before = node.ids.next();

    // when
    write("UPDATE node_number SET node = 'other' WHERE number = 0");

    // then
    until("it has another number", () -> node.number.current() == 1);
    assertThat(node.inIds()).isEqualTo(1);
    assertThat(node.ids.next()).isGreaterThan(before);
    assertThat(leasedTill(0)).as("the lease of the other").isPositive();
  }

  @Test
  void a_process_that_ends_does_not_give_back_what_another_one_took() {
    Node node = new Node("frozen", NEVER).takes();
    write("UPDATE node_number SET node = 'other' WHERE number = 0");

    await(node.number.release());

    assertThat(leasedTill(0)).isPositive();
  }

  @Test
  void a_claim_whose_commit_was_not_answered_is_the_same_number_again() {
    Node node = new Node("same", NEVER).takes();
    new Node("other", NEVER).takes();

    node.takes();

    assertThat(node.number.current()).isZero();
  }

  @Test
  void when_all_are_taken_it_says_so() {
    // given
    Node node = new Node("one too many", NEVER);
    await(
        node.database.transact(
            "test",
            tx ->
                Future.all(
                    IntStream.range(0, 1_024)
                        .mapToObj(
                            number ->
                                tx.run(
                                    "INSERT INTO node_number (number, node, leased_till) VALUES (?, ?, ?)",
                                    Tuple.of(number, "n" + number, Long.MAX_VALUE)))
                        .toList())));

    // when
    Throwable refused = failure(node.number.take());

    // then
    assertThat(refused)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("all 1024 node numbers are taken");
  }
}
