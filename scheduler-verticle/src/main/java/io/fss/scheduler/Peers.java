package io.fss.scheduler;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.SchedulerHere;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live schedulers as this one sees them. Each tells the others a few times a second that it is
 * there and whom it sees; who is silent for some beats has gone. What one of them lets go of since
 * it sees another one has to be read by that one afterwards: so a change of what others see counts
 * as one of what is seen here.
 */
final class Peers {
  private static final Logger log = LoggerFactory.getLogger(Peers.class);

  private static final Duration BEAT = Duration.ofMillis(400);

  // Own beats, not a time: who slept does not believe that all others have.
  private static final int SILENT_BEATS = 4;

  private final Vertx vertx;
  private final Bus bus;
  private final Consumer<Shards> moved;
  private final Map<String, Peer> peers = new TreeMap<>();
  private Bus.Service subscription;
  private long timer = -1;
  private Shards shards;

  /**
   * Makes a view in which there is nobody else.
   *
   * @param moved called with the shards to be looked after when they or those of others may have
   *     changed
   */
  Peers(Vertx vertx, Bus bus, Consumer<Shards> moved) {
    this.vertx = vertx;
    this.bus = bus;
    this.moved = moved;
    this.shards = Shards.of(bus.node(), List.of(bus.node()));
  }

  /** Joins the others; whoever does has read what is due. */
  Future<Void> start() {
    subscription = bus.subscribe(Channels.SCHEDULER_HERE, this::heard);
    return subscription
        .ready()
        .onSuccess(
            ready -> {
              timer = vertx.setPeriodic(BEAT.toMillis(), beat -> beat());
              tell();
            });
  }

  /** Says goodbye: the shards are the others' from now on; true where there are others. */
  Future<Boolean> leave() {
    if (timer < 0) {
      return Future.succeededFuture(false);
    }
    vertx.cancelTimer(timer);
    timer = -1;
    boolean others = !peers.isEmpty();
    return subscription
        .close()
        .onComplete(deaf -> bus.publish(Channels.SCHEDULER_HERE, here().setLeaving(true).build()))
        .transform(said -> Future.succeededFuture(others));
  }

  /** How many there are, this one among them. */
  int size() {
    return peers.size() + 1;
  }

  /** How many shards this one looks after. */
  int shards() {
    return shards.size();
  }

  private List<String> live() {
    TreeSet<String> live = new TreeSet<>(peers.keySet());
    live.add(bus.node());
    return List.copyOf(live);
  }

  private SchedulerHere.Builder here() {
    return SchedulerHere.newBuilder().setNode(bus.node()).addAllSeen(live());
  }

  private void tell() {
    bus.publish(Channels.SCHEDULER_HERE, here().build());
  }

  private void beat() {
    peers.values().forEach(peer -> peer.silent++);
    boolean gone = peers.values().removeIf(peer -> peer.silent >= SILENT_BEATS);
    if (gone) {
      changed("one is not heard of any more");
    }
    tell();
  }

  private void heard(SchedulerHere here) {
    if (here.getNode().equals(bus.node()) || timer < 0) {
      return;
    }
    if (here.getLeaving()) {
      if (peers.remove(here.getNode()) != null) {
        changed(here.getNode() + " leaves");
      }
      return;
    }
    Peer peer = peers.get(here.getNode());
    if (peer == null) {
      peers.put(here.getNode(), new Peer(here.getSeenList()));
      changed(here.getNode() + " is there");
      // It learns at once what is let go of here.
      tell();
      return;
    }
    peer.silent = 0;
    if (!peer.seen.equals(here.getSeenList())) {
      peer.seen = here.getSeenList();
      moved.accept(shards);
    }
  }

  private void changed(String why) {
    shards = Shards.of(bus.node(), live());
    log.info(
        "{} of {} shards are looked after here, by one of {} schedulers: {}",
        shards.size(),
        Shards.COUNT,
        size(),
        why);
    moved.accept(shards);
  }

  private static final class Peer {
    private List<String> seen;
    private int silent;

    private Peer(List<String> seen) {
      this.seen = seen;
    }
  }
}
