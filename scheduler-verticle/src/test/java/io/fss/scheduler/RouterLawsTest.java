package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Bus;
import io.fss.kernel.SettableClock;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.v1.JobDeclaration;
import io.fss.proto.v1.Policies;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds for whatever clients there are, and whatever they answer. */
class RouterLawsTest {
  private static final long SEEDS = 25;
  private static final int STEPS = 400;
  private static final List<String> JOBS = List.of("bill", "mail", "ship");
  // As long as any refusal keeps a client away.
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final List<Vertx> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(vertx -> await(vertx.close()));
  }

  /** A router among clients made by chance, and what must be known of them to judge it. */
  private final class Round {
    private final Random random;
    private final SettableClock clock = new SettableClock(Instant.EPOCH);
    private final InFlight inFlight = new InFlight();
    private final Map<String, ClientInfo> clients = new HashMap<>();
    private final List<InFlight.Attempt> running = new ArrayList<>();
    private final Router router;
    private long tasks;

    private Round(long seed) {
      random = new Random(seed);
      // A bus of its own: no other round hears its registry.
      Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
      opened.add(vertx);
      Bus bus = new Bus(vertx, "n1");
      FakeRegistry registry = new FakeRegistry(bus);
      for (int i = 1 + random.nextInt(6); i > 0; i--) {
        ClientInfo client = client(registry, "c" + i);
        clients.put(client.getSession(), client);
      }
      Clients view = new Clients(bus, () -> {});
      await(view.start());
      router = new Router(view, inFlight, clock, seed);
    }

    private ClientInfo client(FakeRegistry registry, String name) {
      String session = registry.online(name, 1 + random.nextInt(8));
      ClientInfo.Builder client = registry.client(session).toBuilder();
      for (String job : JOBS) {
        if (random.nextInt(3) > 0) {
          client.addJobs(
              JobDeclaration.newBuilder()
                  .setName(job)
                  .setCapacity(random.nextBoolean() ? 0 : 1 + random.nextInt(3)));
        }
      }
      client.setOnline(random.nextInt(5) > 0);
      registry.put(client.build());
      return client.build();
    }

    private Job job() {
      return new Job("default", "shop", JOBS.get(random.nextInt(JOBS.size())));
    }

    private boolean mayTake(ClientInfo client, Job job) {
      JobDeclaration declared =
          client.getJobsList().stream()
              .filter(one -> one.getName().equals(job.name()))
              .findFirst()
              .orElse(null);
      long ofJob =
          running.stream()
              .filter(one -> one.session.equals(client.getSession()) && one.job.equals(job))
              .count();
      long all = running.stream().filter(one -> one.session.equals(client.getSession())).count();
      return client.getOnline()
          && declared != null
          && all < client.getCapacity()
          && (declared.getCapacity() == 0 || ofJob < declared.getCapacity());
    }

    private void take(ClientInfo client, Job job) {
      InFlight.Attempt attempt =
          new InFlight.Attempt(++tasks, 1, 1, client.getSession(), job, clock.nanos());
      inFlight.take(attempt);
      running.add(attempt);
    }

    private void end() {
      if (!running.isEmpty()) {
        InFlight.Attempt one = running.remove(random.nextInt(running.size()));
        inFlight.give(one.taskId, one.attempt);
      }
    }

    private void refuse(ClientInfo client, Job job) {
      if (random.nextBoolean()) {
        router.busy(client.getSession(), job, 0);
      } else {
        router.avoid(client.getSession(), job, Duration.ofMillis(random.nextInt(10_000)));
      }
    }

    private boolean anybody(Job job) {
      return clients.values().stream().anyMatch(client -> mayTake(client, job));
    }
  }

  private static Staged task(Job job, String lastClient) {
    return new Staged(
        1,
        1,
        job,
        0,
        0,
        1,
        false,
        0,
        Excuse.NONE,
        lastClient,
        Routing.of(Policies.getDefaultInstance()),
        Routing.NO_KEY);
  }

  @Test
  void a_client_that_is_picked_is_online_knows_the_job_and_has_a_slot() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Round round = new Round(seed);
      for (int step = 0; step < STEPS; step++) {
        Job job = round.job();
        ClientInfo picked = round.router.pick(task(job, "c" + round.random.nextInt(7)));
        if (picked != null) {
          ClientInfo client = round.clients.get(picked.getSession());
          assertThat(round.mayTake(client, job)).as("seed %d step %d", seed, step).isTrue();
          if (round.random.nextInt(3) > 0) {
            round.take(client, job);
            round.router.took(client.getSession(), job);
          } else {
            round.refuse(client, job);
          }
        }
        if (round.random.nextBoolean()) {
          round.end();
        }
        round.clock.advance(Duration.ofMillis(round.random.nextInt(500)));
        if (round.random.nextInt(20) == 0) {
          round.router.sweep();
        }
      }
    }
  }

  @Test
  void whatever_was_refused_a_slot_is_found_where_there_is_one_after_half_a_minute() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Round round = new Round(seed);
      for (int step = 0; step < STEPS / 10; step++) {
        Job job = round.job();
        for (ClientInfo client : round.clients.values()) {
          for (int refused = round.random.nextInt(6); refused > 0; refused--) {
            round.refuse(client, job);
          }
        }
        ClientInfo given = round.router.pick(task(job, ""));
        if (given != null) {
          round.take(round.clients.get(given.getSession()), job);
        }
        round.clock.advance(LONGEST);

        ClientInfo picked = round.router.pick(task(job, "c1"));

        assertThat(picked != null).as("seed %d step %d", seed, step).isEqualTo(round.anybody(job));
      }
    }
  }

  @Test
  void clients_with_slots_get_equal_shares() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Round round = new Round(seed);
      for (String name : JOBS) {
        Job job = new Job("default", "shop", name);
        long able = round.clients.values().stream().filter(one -> round.mayTake(one, job)).count();
        Map<String, Integer> shares = new HashMap<>();

        for (int i = 0; i < 10 * able; i++) {
          shares.merge(round.router.pick(task(job, "")).getSession(), 1, Integer::sum);
        }

        assertThat(shares.values()).as("seed %d", seed).hasSize((int) able).allMatch(n -> n == 10);
      }
    }
  }

  @Test
  void a_client_that_is_not_wanted_is_taken_only_where_it_is_the_only_one() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Round round = new Round(seed);
      for (int step = 0; step < STEPS / 10; step++) {
        Job job = round.job();
        String unwanted = "c" + (1 + round.random.nextInt(6));
        boolean others =
            round.clients.values().stream()
                .anyMatch(one -> !one.getClient().equals(unwanted) && round.mayTake(one, job));

        ClientInfo picked = round.router.pick(task(job, unwanted));

        if (picked != null) {
          assertThat(picked.getClient().equals(unwanted)).as("seed %d", seed).isEqualTo(!others);
          round.take(round.clients.get(picked.getSession()), job);
        }
      }
    }
  }
}
