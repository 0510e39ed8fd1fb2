package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.on;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.bus.v1.ClientRule;
import io.fss.proto.bus.v1.ClientsChanged;
import io.fss.proto.v1.ClientOrder;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientsTest {
  private static final Job BILL = new Job("default", "shop", "bill");

  private final Vertx vertx = Vertx.vertx();
  // Changes of the view come here; it is no other thread's to read.
  private final Context context = vertx.getOrCreateContext();
  private final Bus bus = new Bus(vertx, "n1");
  private final FakeRegistry registry = new FakeRegistry(bus);
  private final AtomicInteger changes = new AtomicInteger();
  private final Clients clients = new Clients(bus, changes::incrementAndGet);

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private void put(ClientInfo client) {
    int before = changes.get();
    registry.put(client);
    until("the change came", () -> changes.get() > before);
  }

  @Test
  void a_client_that_an_operator_keeps_work_from_is_online_but_gets_none() {
    // given
    String session = registry.online("a", 9, "bill");
    await(on(context, clients::start));
    ClientInfo free = registry.client(session);
    ClientRule rule = ClientRule.newBuilder().setDeed(ClientOrder.Deed.PAUSE).build();

    // when
    put(free.toBuilder().setRule(rule).build());
    boolean paused = on(context, () -> clients.anyOnline(BILL));
    boolean alive = on(context, () -> clients.isOnline(session));
    put(free);

    // then
    assertThat(paused).isFalse();
    assertThat(alive).isTrue();
    assertThat(on(context, () -> clients.online(BILL))).containsExactly(free);
  }

  @Test
  void a_client_that_drains_by_itself_gets_no_more_work() {
    // given
    String session = registry.online("a", 9, "bill");
    await(on(context, clients::start));

    // when
    put(registry.client(session).toBuilder().setDraining(true).build());

    // then
    assertThat(on(context, () -> clients.anyOnline(BILL))).isFalse();
    assertThat(on(context, () -> clients.isOnline(session))).isTrue();
  }

  @Test
  void of_registries_with_one_store_one_is_followed_until_only_others_are_heard() {
    // given
    registry.online("a", 9, "bill");
    await(on(context, clients::start));
    int fetched = registry.viewsFetched.get();

    // when
    for (int i = 1; i <= 4; i++) {
      tellAsAnother(i);
    }
    registry.online("b", 9, "bill");
    until("the change came", () -> on(context, () -> clients.online(BILL)).size() == 2);
    int meanwhile = registry.viewsFetched.get();
    for (int i = 5; i <= 9; i++) {
      tellAsAnother(i);
    }

    // then
    assertThat(meanwhile).isEqualTo(fetched);
    until("the view is fetched again", () -> registry.viewsFetched.get() > fetched);
  }

  private void tellAsAnother(long version) {
    bus.publish(
        Channels.REGISTRY_CHANGED,
        ClientsChanged.newBuilder()
            .setRegistry("r2")
            .setFromVersion(version)
            .setToVersion(version + 1)
            .setShared(true)
            .build());
  }

  @Test
  void who_has_a_label_is_seen_anew_after_every_change() {
    // given
    String session = registry.online("a", 9, "bill");
    await(on(context, clients::start));
    Demand south = new Demand(BILL, "\nzone=south");
    ClientInfo bare = registry.client(session);
    ClientInfo labelled = bare.toBuilder().putLabels("zone", "south").build();
    List<ClientInfo> before = on(context, () -> clients.online(south));

    // when
    put(labelled);
    List<ClientInfo> meanwhile = on(context, () -> clients.online(south));
    put(bare);

    // then
    assertThat(before).isEmpty();
    assertThat(meanwhile).containsExactly(labelled);
    assertThat(on(context, () -> clients.online(south))).isEmpty();
  }
}
