package io.fss.deploy.faults;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Does faults one after another, to victims that no other lane has: so faults of different lanes
 * meet, and what hits one process comes in an order.
 */
final class FaultLane implements Crew.Deed {
  private static final int CALM_MS = 4_000;
  // What hits everybody: between two of them leases begin and end undisturbed.
  private static final int CALM_OF_ALL_MS = 24_000;

  private final Doer doer;
  private final List<FaultKind> kinds;
  private final List<Member> members;
  private final List<ClientSeat> clients;
  private final Random random;
  private final Deque<FaultKind> once;
  private final long untilNanos;
  private final Consumer<String> log;
  private final Map<FaultKind, Integer> done = new EnumMap<>(FaultKind.class);

  /**
   * Makes one.
   *
   * @param members whom faults of the platform hit
   * @param clients whom faults of clients hit; empty where there are none of them
   * @param each true: each kind once, briefly; else at random until {@code untilNanos}
   */
  FaultLane(
      Doer doer,
      List<FaultKind> kinds,
      List<Member> members,
      List<ClientSeat> clients,
      Random random,
      boolean each,
      long untilNanos,
      Consumer<String> log) {
    this.doer = doer;
    this.kinds = kinds;
    this.members = members;
    this.clients = clients;
    this.random = random;
    this.untilNanos = untilNanos;
    this.log = log;
    if (each) {
      List<FaultKind> shuffled = new ArrayList<>(kinds);
      Collections.shuffle(shuffled, random);
      this.once = new ArrayDeque<>(shuffled);
    } else {
      this.once = null;
    }
  }

  @Override
  public void perform() throws InterruptedException {
    while (once == null ? System.nanoTime() < untilNanos : !once.isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(random.nextInt(calmMs()));
      next();
    }
  }

  private int calmMs() {
    if (once != null) {
      return CALM_MS / 4;
    }
    return clients.isEmpty() ? CALM_OF_ALL_MS : CALM_MS;
  }

  private void next() throws InterruptedException {
    FaultKind kind = once == null ? kinds.get(random.nextInt(kinds.size())) : once.poll();
    FaultKind.Victim victim = kind.victim();
    boolean ofMember = victim == FaultKind.Victim.PLATFORM || victim == FaultKind.Victim.NETWORK;
    Member member = ofMember ? anyOf(members) : null;
    ClientSeat client = victim == FaultKind.Victim.CLIENT ? anyOf(clients) : null;
    double share = random.nextDouble();
    long ms = kind.lengthMs(once == null ? share * share : share / 8);
    Fault fault = new Fault(kind, member, client, ms);
    log.accept("%s %s %s %d ms".formatted(Instant.now(), kind.word(), fault.victim(), ms));
    doer.perform(fault);
    done.merge(kind, 1, Integer::sum);
  }

  private <T> T anyOf(List<T> victims) {
    return victims.get(random.nextInt(victims.size()));
  }

  /** How often each was done; read when the lane has ended. */
  Map<FaultKind, Integer> done() {
    return done;
  }
}
