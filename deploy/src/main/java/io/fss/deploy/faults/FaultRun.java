package io.fss.deploy.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** One run from its first start to what the checker found. */
final class FaultRun {
  /** Longer than a lease and the platform's own sweeps: what was lost is found by then. */
  private static final int CALM_S = 13;

  private static final int WARM_S = 4;
  private static final int API_PATIENCE_MS = 40_000;

  private final FaultStage stage;
  private final FaultOptions options;
  private final Crew crew;
  private final Map<FaultKind, Integer> faults = new EnumMap<>(FaultKind.class);

  FaultRun(FaultStage stage, FaultOptions options, Crew crew) {
    this.stage = stage;
    this.options = options;
    this.crew = crew;
  }

  /** How often each fault was done. */
  Map<FaultKind, Integer> faults() {
    return faults;
  }

  Findings run() throws InterruptedException {
    stage.start();
    stage.create(Workload::groups);
    HandRuns byHand = new HandRuns(stage::api, stage.groupId(Workload.BY_HAND));
    Thread caller = crew.start("by-hand", byHand);
    try {
      TimeUnit.SECONDS.sleep(WARM_S);
      inject();
      stage.awaitHealed();
      TimeUnit.SECONDS.sleep(CALM_S);
    } finally {
      byHand.end();
      caller.join(API_PATIENCE_MS);
    }
    stage.drain();
    stage.stop();
    Findings findings = new Checker(stage.story(byHand.acknowledged())).check();
    if (byHand.acknowledged().isEmpty()) {
      findings.add(Findings.Breach.LOST, "no run by hand was ever acknowledged");
    }
    return findings;
  }

  private void inject() throws InterruptedException {
    List<FaultLane> lanes = lanes();
    List<Thread> threads = new ArrayList<>();
    for (FaultLane lane : lanes) {
      threads.add(crew.start("faults-" + threads.size(), lane));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (FaultLane lane : lanes) {
      lane.done().forEach((kind, number) -> faults.merge(kind, number, Integer::sum));
    }
  }

  private List<FaultLane> lanes() {
    long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(options.minutes());
    List<FaultKind> ofServers = new ArrayList<>();
    List<FaultKind> ofClients = new ArrayList<>();
    for (FaultKind kind : FaultKind.values()) {
      if (kind.victim() == FaultKind.Victim.CLIENT) {
        ofClients.add(kind);
      } else if (isPossible(kind)) {
        ofServers.add(kind);
      }
    }
    int half = stage.clients().size() / 2;
    List<ClientSeat> one = stage.clients().subList(0, half);
    List<ClientSeat> two = stage.clients().subList(half, stage.clients().size());
    // Each kind once in all: freezes and cuts take about as long as the rest.
    List<FaultKind> stills =
        ofClients.stream()
            .filter(kind -> kind == FaultKind.CLIENT_FROZEN || kind == FaultKind.CUT_TO_CLIENT)
            .toList();
    List<FaultKind> others = new ArrayList<>(ofClients);
    others.removeAll(stills);
    boolean each = options.each();
    List<FaultLane> lanes = new ArrayList<>(ofServers(ofServers, until));
    lanes.add(lane(1, each ? stills : ofClients, List.of(), one, until));
    lanes.add(lane(2, each ? others : ofClients, List.of(), two, until));
    return lanes;
  }

  /** With several members one half of them is hit whatever happens to the rest meanwhile. */
  private List<FaultLane> ofServers(List<FaultKind> kinds, long until) {
    List<Member> members = stage.platform().members();
    int half = members.size() / 2;
    if (half == 0) {
      return List.of(lane(0, kinds, members, List.of(), until));
    }
    List<FaultKind> ofMembers =
        kinds.stream()
            .filter(
                kind ->
                    kind.victim() == FaultKind.Victim.PLATFORM
                        || kind.victim() == FaultKind.Victim.NETWORK)
            .toList();
    return List.of(
        lane(0, kinds, members.subList(half, members.size()), List.of(), until),
        lane(3, ofMembers, members.subList(0, half), List.of(), until));
  }

  private boolean isPossible(FaultKind kind) {
    return switch (kind.victim()) {
      case DATABASE -> stage.store().isServer();
      case NETWORK -> options.network();
      case REDIS -> stage.redis() != null;
      default -> true;
    };
  }

  private FaultLane lane(
      int number,
      List<FaultKind> kinds,
      List<Member> members,
      List<ClientSeat> clients,
      long until) {
    Random random = new Random(options.seed() * 31 + number);
    return new FaultLane(
        new Doer(stage), kinds, members, clients, random, options.each(), until, this::note);
  }

  private synchronized void note(String line) {
    Path file = stage.folder().resolve("faults.log");
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
