package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Bus;
import io.fss.kernel.SettableClock;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.v1.Policies;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RouterTest {
  private static final Job BILL = new Job("default", "shop", "bill");
  private static final Job SHIP = new Job("default", "shop", "ship");
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx, "n1");
  private final FakeRegistry registry = new FakeRegistry(bus);
  private final SettableClock clock = new SettableClock(Instant.EPOCH);
  private final Clients clients = new Clients(bus, () -> {});
  private final InFlight inFlight = new InFlight();
  private final Router router = new Router(clients, inFlight, clock, 7);

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private void known() {
    await(clients.start());
  }

  private static Staged task(Job job, Policies policies) {
    return Staged.byHand(1, 1, job, policies, 0);
  }

  private List<String> picks(Job job, int times) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      ClientInfo client = router.pick(task(job, Policies.getDefaultInstance()));
      names.add(client == null ? "nobody" : client.getClient());
    }
    return names;
  }

  @Test
  void clients_take_turns_per_job() {
    registry.online("a", 9, "bill", "ship");
    registry.online("b", 9, "bill");
    registry.online("c", 9, "bill", "ship");
    known();

    List<String> round = picks(BILL, 3);
    assertThat(round).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(picks(BILL, 3)).isEqualTo(round);
    assertThat(picks(SHIP, 2)).containsExactlyInAnyOrder("a", "c");
  }

  @Test
  void a_full_client_is_passed_over_until_a_slot_is_given_back() {
    String full = registry.online("a", 1, "bill");
    registry.online("b", 9, "bill");
    known();
    inFlight.take(new InFlight.Attempt(7, 1, 1, full, BILL, 0));
    assertThat(picks(BILL, 2)).containsExactly("b", "b");

    inFlight.give(7, 1);

    assertThat(picks(BILL, 2)).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void a_slot_is_given_back_once_and_only_by_the_attempt_that_has_it() {
    String session = registry.online("a", 2, "bill");
    known();
    inFlight.take(new InFlight.Attempt(7, 2, 1, session, BILL, 0));
    inFlight.take(new InFlight.Attempt(8, 1, 1, session, BILL, 0));

    inFlight.give(7, 1);
    assertThat(picks(BILL, 1)).containsExactly("nobody");
    inFlight.give(7, 2);
    inFlight.give(7, 2);

    assertThat(inFlight.running(session)).isEqualTo(1);
  }

  @Test
  void a_client_that_refuses_again_and_again_is_asked_less_and_less() {
    String session = registry.online("a", 9, "bill");
    known();

    router.avoid(session, BILL, PAUSE);
    clock.advance(Duration.ofMillis(99));
    assertThat(picks(BILL, 1)).containsExactly("nobody");
    clock.advance(Duration.ofMillis(1));
    assertThat(picks(BILL, 1)).containsExactly("a");

    router.avoid(session, BILL, PAUSE);
    clock.advance(Duration.ofMillis(199));
    assertThat(picks(BILL, 1)).containsExactly("nobody");
    clock.advance(Duration.ofMillis(1));
    assertThat(picks(BILL, 1)).containsExactly("a");
  }

  @Test
  void no_refusal_keeps_a_client_away_for_longer_than_half_a_minute() {
    String session = registry.online("a", 9, "bill");
    known();
    for (int i = 0; i < 50; i++) {
      router.avoid(session, BILL, PAUSE);
      clock.advance(Duration.ofSeconds(30));
    }

    assertThat(picks(BILL, 1)).containsExactly("a");
  }

  @Test
  void a_client_that_took_a_task_starts_anew() {
    String session = registry.online("a", 9, "bill");
    known();
    router.avoid(session, BILL, PAUSE);
    clock.advance(PAUSE);
    router.avoid(session, BILL, PAUSE);
    clock.advance(PAUSE.multipliedBy(2));

    router.took(session, BILL);
    router.avoid(session, BILL, PAUSE);
    clock.advance(PAUSE);

    assertThat(picks(BILL, 1)).containsExactly("a");
  }

  @Test
  void tasks_that_were_refused_at_once_keep_a_client_away_once() {
    String session = registry.online("a", 9, "bill");
    known();
    for (int i = 0; i < 50; i++) {
      router.avoid(session, BILL, PAUSE);
    }

    clock.advance(PAUSE);

    assertThat(picks(BILL, 1)).containsExactly("a");
  }

  @Test
  void what_a_client_refused_of_one_job_keeps_it_away_from_another_no_longer() {
    String session = registry.online("a", 9, "bill", "ship");
    known();
    router.avoid(session, BILL, PAUSE);
    router.avoid(session, SHIP, PAUSE);

    clock.advance(PAUSE);

    assertThat(picks(SHIP, 1)).containsExactly("a");
  }

  private void running(String session, long... tasks) {
    for (long task : tasks) {
      inFlight.take(new InFlight.Attempt(task, 1, 1, session, BILL, 0));
    }
  }

  @Test
  void a_busy_client_gets_no_more_than_it_has_until_one_of_those_ends() {
    // given
    String session = registry.online("a", 9, "bill");
    known();
    running(session, 1, 2, 3);

    // when: the third was refused, and is put back
    router.busy(session, BILL, 1);
    assertThat(picks(BILL, 1)).containsExactly("nobody");
    inFlight.give(3, 1);
    assertThat(picks(BILL, 1)).containsExactly("nobody");

    // then
    inFlight.give(1, 1);
    assertThat(picks(BILL, 1)).containsExactly("a");
    running(session, 4);
    assertThat(picks(BILL, 1)).containsExactly("nobody");
  }

  @Test
  void a_client_that_is_busy_with_the_work_of_others_is_asked_again_within_a_second() {
    // given
    String session = registry.online("a", 9, "bill");
    known();

    for (int refused = 0; refused < 50; refused++) {
      // when
      running(session, 1);
      router.busy(session, BILL, 1);
      inFlight.give(1, 1);

      // then
      assertThat(picks(BILL, 1)).containsExactly("nobody");
      clock.advance(Duration.ofSeconds(1));
      assertThat(picks(BILL, 1)).containsExactly("a");
    }
  }

  @Test
  void a_client_that_was_busy_is_asked_at_short_distance_first_and_again_after_it_took_a_task() {
    // given
    String session = registry.online("a", 9, "bill");
    known();
    router.busy(session, BILL, 0);
    router.busy(session, BILL, 0);
    clock.advance(PAUSE);
    assertThat(picks(BILL, 1)).containsExactly("nobody");
    clock.advance(PAUSE);
    assertThat(picks(BILL, 1)).containsExactly("a");

    // when
    router.took(session, BILL);
    router.busy(session, BILL, 0);
    clock.advance(PAUSE);

    // then
    assertThat(picks(BILL, 1)).containsExactly("a");
  }

  @Test
  void a_client_that_is_busy_with_one_job_may_take_another_one() {
    String session = registry.online("a", 9, "bill", "ship");
    known();

    router.busy(session, BILL, 0);

    assertThat(picks(BILL, 1)).containsExactly("nobody");
    assertThat(picks(SHIP, 1)).containsExactly("a");
  }

  @Test
  void what_is_forgotten_by_the_sweep_has_passed() {
    String session = registry.online("a", 9, "bill");
    known();
    router.avoid(session, BILL, PAUSE);

    router.sweep();

    assertThat(picks(BILL, 1)).containsExactly("nobody");
    assertThat(picks(SHIP, 1)).containsExactly("nobody");
  }
}
