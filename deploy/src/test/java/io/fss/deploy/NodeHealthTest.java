package io.fss.deploy;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.deploy.NodeHealth.Phase;
import io.fss.deploy.Settings.Role;
import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.kernel.SettableClock;
import io.fss.proto.bus.v1.GroupList;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeHealthTest {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx, "n1");
  private final SettableClock clock = new SettableClock(Instant.EPOCH);
  private final AtomicBoolean member = new AtomicBoolean(true);
  private final AtomicInteger asked = new AtomicInteger();
  private Future<?> database = Future.succeededFuture();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private NodeHealth of(Set<Role> roles) {
    return new NodeHealth(bus, clock, roles, member::get, this::ask);
  }

  private NodeHealth up(Set<Role> roles) {
    NodeHealth health = of(roles);
    health.enter(Phase.UP);
    return health;
  }

  private Future<?> ask() {
    asked.incrementAndGet();
    return database;
  }

  private List<String> later(NodeHealth health) {
    clock.advance(Duration.ofSeconds(1));
    return await(health.problems());
  }

  @Test
  void a_process_is_ready_between_its_start_and_its_end() {
    NodeHealth health = of(Set.of());

    assertThat(await(health.problems())).containsExactly("it is starting");
    health.enter(Phase.UP);
    assertThat(await(health.problems())).isEmpty();
    health.enter(Phase.DRAINING);
    assertThat(await(health.problems())).containsExactly("it is being stopped");
  }

  @Test
  void who_is_no_member_and_has_no_database_says_both() {
    member.set(false);
    database = Future.failedFuture("connection refused");

    assertThat(await(up(Set.of()).problems()))
        .containsExactly(
            "it is not a member of the cluster", "the database does not work: connection refused");
  }

  @Test
  void a_part_that_does_not_answer_is_a_problem_and_one_that_refuses_is_not() {
    AtomicBoolean refuses = new AtomicBoolean();
    NodeHealth health = up(EnumSet.of(Role.SCHEDULER));
    List<String> missing = await(health.problems());
    await(
        bus.serve(
                Channels.GROUP_LIST,
                any ->
                    refuses.get()
                        ? Future.failedFuture(Refusal.conflict("not now"))
                        : Future.succeededFuture(GroupList.getDefaultInstance()))
            .ready());

    assertThat(missing).hasSize(1).first().asString().startsWith("its scheduler does not work: ");
    assertThat(later(health)).isEmpty();
    refuses.set(true);
    assertThat(later(health)).isEmpty();
  }

  @Test
  void it_looks_once_a_second_however_often_somebody_wants_to_know() {
    NodeHealth health = up(Set.of());
    await(health.problems());
    database = Future.failedFuture("gone");

    assertThat(await(health.problems())).isEmpty();
    assertThat(asked).hasValue(1);

    assertThat(later(health)).hasSize(1);
    assertThat(asked).hasValue(2);
  }

  @Test
  void a_database_that_has_not_answered_yet_is_not_asked_again() {
    Promise<Void> answer = Promise.promise();
    database = answer.future();
    NodeHealth health = up(Set.of());
    Future<List<String>> first = health.problems();

    clock.advance(Duration.ofSeconds(1));
    health.problems();
    answer.complete();

    assertThat(await(first)).isEmpty();
    assertThat(asked).hasValue(1);
  }
}
