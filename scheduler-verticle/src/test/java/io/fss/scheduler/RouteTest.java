package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.on;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Bus;
import io.fss.kernel.SettableClock;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.v1.JobDeclaration;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Route;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which client is picked; turns and refusals are in RouterTest. */
class RouteTest {
  private static final Job BILL = new Job("default", "shop", "bill");

  private final Vertx vertx = Vertx.vertx();
  // Changes of the view come here; it is no other thread's to read.
  private final Context context = vertx.getOrCreateContext();
  private final Bus bus = new Bus(vertx, "n1");
  private final FakeRegistry registry = new FakeRegistry(bus);
  private final SettableClock clock = new SettableClock(Instant.EPOCH);
  private final Clients clients = new Clients(bus, () -> {});
  private final InFlight inFlight = new InFlight();
  private final Router router = new Router(clients, inFlight, clock, 7);
  private long tasks;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private static Policies by(Route route) {
    return Policies.newBuilder().setRoute(route).build();
  }

  private void known() {
    await(on(context, clients::start));
  }

  private int seen() {
    return on(context, () -> clients.online(BILL).size());
  }

  private static Staged task(Policies policies) {
    return Staged.byHand(1, 1, BILL, policies, 0);
  }

  private String pick(Policies policies) {
    return name(on(context, () -> router.pick(task(policies))));
  }

  private String pick(Policies policies, String key) {
    Staged task = task(policies);
    Staged routed = task.routed(task.routing(), Routing.hash(key));
    return name(on(context, () -> router.pick(routed)));
  }

  private static String name(ClientInfo client) {
    return client == null ? "nobody" : client.getClient();
  }

  private List<String> picks(Policies policies, int times) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      names.add(pick(policies));
    }
    return names;
  }

  private void runs(String session, int attempts) {
    for (int i = 0; i < attempts; i++) {
      inFlight.take(new InFlight.Attempt(++tasks, 1, 1, session, BILL, 0));
    }
  }

  private void change(String session, Consumer<ClientInfo.Builder> change) {
    ClientInfo.Builder client = registry.client(session).toBuilder();
    change.accept(client);
    registry.put(client.build());
  }

  private void version(String client, int capacity, String version) {
    change(
        registry.online(client, capacity),
        info ->
            info.addJobs(JobDeclaration.newBuilder().setName("bill").setVersion(version).build()));
  }

  // ---- load

  @Test
  void least_loaded_is_who_has_the_smallest_share_of_its_slots_in_use() {
    runs(registry.online("large", 100, "bill"), 20);
    runs(registry.online("small", 4, "bill"), 1);
    known();

    assertThat(pick(by(Route.LEAST_LOADED))).isEqualTo("large");
  }

  @Test
  void what_other_schedulers_gave_a_client_is_load_too() {
    change(registry.online("a", 10, "bill"), info -> info.setRunning(9));
    runs(registry.online("b", 10, "bill"), 5);
    known();

    assertThat(pick(by(Route.LEAST_LOADED))).isEqualTo("b");
  }

  @Test
  void between_clients_with_equal_shares_the_load_of_the_process_decides() {
    change(registry.online("hot", 10, "bill"), info -> info.setCpuLoad(0.9));
    change(registry.online("cool", 10, "bill"), info -> info.setCpuLoad(0.1));
    known();

    assertThat(picks(by(Route.LEAST_LOADED), 3)).containsOnly("cool");
  }

  @Test
  void a_full_client_gets_nothing_however_it_is_chosen() {
    runs(registry.online("a", 1, "bill"), 1);
    registry.online("b", 1, "bill");
    known();

    for (Route route : Route.values()) {
      if (route != Route.UNRECOGNIZED) {
        assertThat(pick(by(route))).as("%s", route).isEqualTo("b");
      }
    }
  }

  // ---- use

  @Test
  void least_recently_used_is_who_waited_longest() {
    registry.online("a", 9, "bill");
    registry.online("b", 9, "bill");
    known();
    List<String> round = picks(by(Route.LEAST_RECENTLY_USED), 2);
    assertThat(round).containsExactlyInAnyOrder("a", "b");

    registry.online("c", 9, "bill");

    until("c is seen", () -> seen() == 3);
    assertThat(picks(by(Route.LEAST_RECENTLY_USED), 3))
        .containsExactly("c", round.get(0), round.get(1));
  }

  @Test
  void least_frequently_used_evens_out_and_floods_nobody_who_has_just_come() {
    String a = registry.online("a", 9, "bill");
    registry.online("b", 9, "bill");
    known();
    assertThat(picks(by(Route.LEAST_FREQUENTLY_USED), 2)).containsExactlyInAnyOrder("a", "b");
    runs(a, 9);
    assertThat(picks(by(Route.LEAST_FREQUENTLY_USED), 20)).containsOnly("b");
    for (long task = 1; task <= 9; task++) {
      inFlight.give(task, 1);
    }
    assertThat(picks(by(Route.LEAST_FREQUENTLY_USED), 20)).containsOnly("a");

    registry.online("c", 9, "bill");

    until("c is seen", () -> seen() == 3);
    assertThat(picks(by(Route.LEAST_FREQUENTLY_USED), 6)).contains("a", "b", "c");
  }

  @Test
  void random_reaches_everybody() {
    registry.online("a", 9, "bill");
    registry.online("b", 9, "bill");
    registry.online("c", 9, "bill");
    known();

    assertThat(picks(by(Route.RANDOM), 100)).contains("a", "b", "c");
  }

  // ---- names

  @Test
  void first_and_last_go_by_name_whoever_came_first() {
    registry.online("b", 9, "bill");
    registry.online("c", 9, "bill");
    registry.online("a", 9, "bill");
    known();

    assertThat(picks(by(Route.FIRST), 3)).containsOnly("a");
    assertThat(picks(by(Route.LAST), 3)).containsOnly("c");
  }

  // ---- keys

  @Test
  void a_key_stays_with_its_client_and_keys_spread_evenly() {
    for (int i = 0; i < 5; i++) {
      registry.online("c" + i, 9, "bill");
    }
    known();
    Map<String, Integer> shares = new HashMap<>();

    for (int key = 0; key < 5_000; key++) {
      String client = pick(by(Route.CONSISTENT_HASH), "k" + key);
      assertThat(pick(by(Route.CONSISTENT_HASH), "k" + key)).isEqualTo(client);
      shares.merge(client, 1, Integer::sum);
    }

    assertThat(shares).hasSize(5);
    assertThat(shares.values()).allMatch(share -> share > 850 && share < 1_150);
  }

  @Test
  void who_goes_moves_only_his_own_keys() {
    for (int i = 0; i < 5; i++) {
      registry.online("c" + i, 9, "bill");
    }
    known();
    Map<String, String> before = new HashMap<>();
    for (int key = 0; key < 1_000; key++) {
      before.put("k" + key, pick(by(Route.CONSISTENT_HASH), "k" + key));
    }

    change("session-of-c2", info -> info.setOnline(false));

    until("c2 has gone", () -> seen() == 4);
    before.forEach(
        (key, client) -> {
          String now = pick(by(Route.CONSISTENT_HASH), key);
          if (client.equals("c2")) {
            assertThat(now).isNotEqualTo("c2");
          } else {
            assertThat(now).isEqualTo(client);
          }
        });
  }

  // ---- versions

  @Test
  void the_newest_version_gets_all_while_it_has_room_and_older_ones_what_it_cannot_take() {
    version("old", 9, "1.9.0");
    version("new-1", 1, "1.10.0");
    version("new-2", 1, "1.10.0");
    known();
    assertThat(picks(by(Route.NEWEST_VERSION), 2)).containsExactlyInAnyOrder("new-1", "new-2");

    runs("session-of-new-1", 1);
    runs("session-of-new-2", 1);

    assertThat(pick(by(Route.NEWEST_VERSION))).isEqualTo("old");
  }

  @Test
  void versions_are_compared_as_people_read_them() {
    List<String> all = List.of("2.0", "", "build 7", "1.9", "v1.10", "1.10-rc1", "1.10.1");

    assertThat(all.stream().sorted(Versions.ORDER).toList())
        .containsExactly("", "build 7", "1.9", "1.10-rc1", "v1.10", "1.10.1", "2.0");
  }

  // ---- who is meant

  @Test
  void only_clients_with_all_of_the_labels_are_meant() {
    change(
        registry.online("a", 9, "bill"),
        info -> info.putLabels("zone", "eu").putLabels("gpu", "yes"));
    change(registry.online("b", 9, "bill"), info -> info.putLabels("zone", "eu"));
    known();
    Policies both =
        Policies.newBuilder().addRouteLabels("gpu=yes").addRouteLabels("zone=eu").build();
    Policies none = Policies.newBuilder().addRouteLabels("zone=us").build();

    assertThat(picks(both, 3)).containsOnly("a");
    assertThat(pick(none)).isEqualTo("nobody");
    assertThat(router.serves(task(both).demand())).isTrue();
    assertThat(router.serves(task(none).demand())).isFalse();
  }

  @Test
  void a_pinned_task_goes_to_its_client_alone() {
    registry.online("a", 9, "bill");
    registry.online("b", 9, "bill");
    known();

    assertThat(picks(Policies.newBuilder().setRouteClient("b").build(), 3)).containsOnly("b");
    assertThat(pick(Policies.newBuilder().setRouteClient("c").build())).isEqualTo("nobody");
  }
}
