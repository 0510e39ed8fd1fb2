package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.on;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.SchedulerHere;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeersTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final Bus bus = new Bus(vertx, "n1");
  private final List<SchedulerHere> told = new CopyOnWriteArrayList<>();
  private final List<Shards> moved = new CopyOnWriteArrayList<>();
  private final Peers peers = new Peers(vertx, bus, moved::add);

  @BeforeEach
  void start() {
    await(bus.subscribe(Channels.SCHEDULER_HERE, this::listen).ready());
    await(on(context, peers::start));
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private void listen(SchedulerHere here) {
    if (here.getNode().equals("n1")) {
      told.add(here);
    }
  }

  private void says(String node, String... seen) {
    bus.publish(
        Channels.SCHEDULER_HERE,
        SchedulerHere.newBuilder().setNode(node).addAllSeen(List.of(seen)).build());
  }

  private int owned() {
    return on(context, peers::shards);
  }

  @Test
  void who_is_alone_looks_after_all_shards() {
    assertThat(owned()).isEqualTo(Shards.COUNT);
  }

  @Test
  void who_comes_gets_his_share_and_learns_at_once_that_he_is_seen() {
    says("n2", "n2");

    until("shares", () -> owned() == Shards.of("n1", List.of("n1", "n2")).size());
    until("he is told", () -> told.stream().anyMatch(one -> one.getSeenList().contains("n2")));
  }

  @Test
  void who_leaves_gives_his_share_back_at_once() {
    says("n2", "n2");
    until("shares", () -> owned() < Shards.COUNT);

    bus.publish(
        Channels.SCHEDULER_HERE, SchedulerHere.newBuilder().setNode("n2").setLeaving(true).build());

    until("all again", () -> owned() == Shards.COUNT);
  }

  @Test
  void who_is_silent_for_some_beats_has_gone() {
    says("n2", "n2");
    until("shares", () -> owned() < Shards.COUNT);

    until("all again", () -> owned() == Shards.COUNT);

    assertThat(on(context, peers::size)).isEqualTo(1);
  }

  @Test
  void what_others_see_anew_is_a_reason_to_read_again() {
    says("n2", "n2");
    until("seen", () -> moved.size() == 1);

    says("n2", "n1", "n2");

    until("read again", () -> moved.size() == 2);
  }

  @Test
  void who_says_the_same_again_moves_nothing() {
    says("n2", "n1", "n2");
    until("seen", () -> moved.size() == 1);

    says("n2", "n1", "n2");
    says("n3", "n3");

    until("the third is seen", () -> on(context, peers::size) == 3);
    assertThat(moved).hasSize(2);
  }

  @Test
  void a_goodbye_says_whether_somebody_is_left_and_is_the_last_word() {
    says("n2", "n2");
    until("seen", () -> on(context, peers::size) == 2);

    boolean others = await(on(context, peers::leave));
    says("n3", "n3");

    assertThat(others).isTrue();
    until("goodbye", () -> told.get(told.size() - 1).getLeaving());
    assertThat(await(on(context, peers::leave))).isFalse();
  }
}
