package io.fss.scheduler;

import io.fss.kernel.Clock;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.ClientInfo;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WHO: gives due tasks to clients with free slots, a batch per transaction, one transaction at a
 * time; what becomes due meanwhile makes the next batch. Tasks that no client online is meant for
 * are parked, and come back when one appears.
 */
final class Booker {
  private static final Logger log = LoggerFactory.getLogger(Booker.class);
  // Tasks of one demand taken before the next one has its turn, where both are as urgent.
  private static final int TURN = 64;
  private static final int KINDS = 3;
  // Parts of all tasks that one transaction splits, unless one of them has more.
  private static final int PARTS = 10_000;

  private final Backlog backlog;
  private final Clients clients;
  private final Router router;
  private final InFlight inFlight;
  private final BookingStore store;
  private final ParkedDemands parked;
  private final Spacing spacing;
  private final Clock clock;
  private final SchedulerOptions options;
  private final SchedulerMetrics metrics;
  private final Predicate<Throwable> faultOfData;
  private final Consumer<List<Staged>> waiting;
  private final Consumer<List<Booked>> send;
  private final Consumer<List<Stops.Stop>> stop;
  private final Map<Long, Staged> reconsidered = new LinkedHashMap<>();
  // Since when there are more due tasks than clients have room for, UTC milliseconds.
  private final Map<Demand, Long> crowded = new HashMap<>();
  // Attempts of tasks that are being decided on, and what was offered of them meanwhile.
  private final Map<Long, Integer> deciding = new HashMap<>();
  private final List<Staged> meanwhile = new ArrayList<>();
  // Of the tasks that are to be split in the transaction that is being put together.
  private int parts;
  private int turn;
  private boolean busy;
  // Completes when nothing more is booked; null until that is wanted.
  private Promise<Void> stopped;

  Booker(
      Vertx vertx,
      Backlog backlog,
      Clients clients,
      Router router,
      InFlight inFlight,
      BookingStore store,
      Parking parking,
      Clock clock,
      SchedulerOptions options,
      SchedulerMetrics metrics,
      Predicate<Throwable> faultOfData,
      Consumer<List<Staged>> waiting,
      Consumer<List<Booked>> send,
      Consumer<List<Stops.Stop>> stop) {
    this.backlog = backlog;
    this.clients = clients;
    this.router = router;
    this.inFlight = inFlight;
    this.store = store;
    this.parked = new ParkedDemands(parking);
    this.spacing = new Spacing(vertx, clock, this::pump);
    this.clock = clock;
    this.options = options;
    this.metrics = metrics;
    this.faultOfData = faultOfData;
    this.waiting = waiting;
    this.send = send;
    this.stop = stop;
  }

  /** Learns what is parked and which namespaces are paused; at the start and by the sweep. */
  Future<Void> readParked() {
    return parked.read().onSuccess(read -> pump());
  }

  /** Looks at once instead of with the next sweep, which makes up for a look that fails. */
  void look() {
    readParked().onFailure(failure -> log.warn("what is parked is left to the sweep", failure));
  }

  /** Decides anew on waiting tasks one of whose bounds has passed. */
  void reconsider(List<Staged> tasks) {
    tasks.forEach(task -> reconsidered.put(task.id(), task));
    pump();
  }

  /** Does what can be done now; called whenever a task is due, a slot is free, a client came. */
  void pump() {
    if (busy || stopped != null || (backlog.ready() < options.batch() && rests())) {
      return;
    }
    spacing.wake();
    Future<Void> step = next();
    if (step == null) {
      return;
    }
    busy = true;
    spacing.begin();
    step.onComplete(
        done -> {
          rest();
          pump();
        },
        failure -> {
          if (!Refusal.isUnavailable(failure)) {
            log.warn("booking rests until the next sweep", failure);
          }
          rest();
        });
  }

  private void rest() {
    busy = false;
    if (stopped != null) {
      stopped.tryComplete();
    }
  }

  private boolean rests() {
    if (backlog.ready() == 0 && reconsidered.isEmpty() && parked.isEmpty()) {
      return false;
    }
    return spacing.rests(!reconsidered.isEmpty() || backlog.isPressing(clock.millis()));
  }

  /** Books no more; completes when what is being booked is. */
  Future<Void> stop() {
    stopped = Promise.promise();
    if (!busy) {
      stopped.complete();
    }
    return stopped.future();
  }

  /** What is to be done comes in turns: none of it, however much, keeps the rest waiting. */
  private Future<Void> next() {
    for (int i = 0; i < KINDS; i++) {
      int kind = turn;
      turn = (turn + 1) % KINDS;
      Future<Void> step =
          switch (kind) {
            case 0 -> book(strays());
            case 1 -> unpark(awake());
            default -> book(candidates());
          };
      if (step != null) {
        return step;
      }
    }
    return null;
  }

  /** Due tasks that nobody can run now, those of a job that has more than its share, and so on. */
  private List<Candidate> strays() {
    List<Candidate> strays = new ArrayList<>();
    Iterator<Staged> again = reconsidered.values().iterator();
    while (again.hasNext() && strays.size() < options.batch()) {
      Staged task = again.next();
      strays.add(candidate(task, null, router.serves(task.demand()), List.of()));
      again.remove();
    }
    if (!clients.known()) {
      return strays;
    }
    for (Demand demand : backlog.demands()) {
      boolean served = router.serves(demand);
      int share = served ? options.stagedPerJob() : 0;
      while (backlog.ready(demand) > 0
          && (served ? backlog.ready(demand.job()) : backlog.ready(demand)) > share
          && strays.size() < options.batch()) {
        strays.add(candidate(backlog.pollLast(demand), null, served, List.of()));
      }
    }
    return strays;
  }

  private List<Demand> awake() {
    return parked.awake(
        demand ->
            backlog.ready(demand.job()) <= options.stagedPerJob() / 2 && router.serves(demand));
  }

  /** Null where there are none. */
  private Future<Void> unpark(List<Demand> demands) {
    if (demands.isEmpty()) {
      return null;
    }
    return parked
        .leave(demands, Math.max(1, options.stagedPerJob() / 2 / demands.size()))
        .map(
            tasks -> {
              tasks.forEach(backlog::add);
              backlog.drain(clock.millis(), Stager.LEAD_MS);
              return null;
            });
  }

  private List<Candidate> candidates() {
    parts = 0;
    crowded.keySet().removeIf(demand -> backlog.ready(demand) == 0 || !router.serves(demand));
    List<Candidate> batch = new ArrayList<>();
    Set<Demand> full = new HashSet<>();
    while (batch.size() < options.batch()) {
      List<Demand> demands = backlog.demands();
      // Those of nobody are strays.
      demands.removeIf(demand -> full.contains(demand) || !router.serves(demand));
      if (demands.isEmpty()) {
        break;
      }
      // Turns are between equals: a client's slots go to what is more urgent, whatever its job.
      int urgency = backlog.peek(demands.get(0)).priority();
      for (Demand demand : demands) {
        if (batch.size() < options.batch()
            && backlog.ready(demand) > 0
            && backlog.peek(demand).priority() == urgency
            && !take(demand, urgency, batch)) {
          full.add(demand);
        }
      }
    }
    return batch;
  }

  /** Takes a turn of tasks that are as urgent; false when no client has room for the next one. */
  private boolean take(Demand demand, int urgency, List<Candidate> batch) {
    boolean room = true;
    for (int taken = 0; taken < TURN && batch.size() < options.batch(); taken++) {
      if (backlog.ready(demand) == 0 || backlog.peek(demand).priority() != urgency) {
        break;
      }
      Staged next = backlog.peek(demand);
      if (inFlight.get(next.id(), next.attempt()) != null) {
        // Its row was read before we booked it: losing it now would give away the slot it has.
        backlog.forget(next);
        continue;
      }
      List<ClientInfo> everybody = next.routing().splits() ? router.everybody(demand) : List.of();
      ClientInfo client = everybody.isEmpty() ? router.pick(next) : everybody.get(0);
      if (client == null) {
        crowded.putIfAbsent(demand, clock.millis());
        room = false;
        break;
      }
      int more = next.routing().parts(everybody.size());
      if (parts > 0 && parts + more > PARTS) {
        room = false;
        break;
      }
      Staged task = backlog.poll(demand);
      if (!everybody.isEmpty()) {
        parts += more;
        // It takes no slot: its parts will.
        List<String> targets = everybody.stream().map(ClientInfo::getClient).toList();
        batch.add(candidate(task, client, false, targets));
        continue;
      }
      inFlight.take(
          new InFlight.Attempt(
              task.id(),
              task.attempt(),
              task.groupId(),
              client.getSession(),
              task.job(),
              clock.nanos()));
      batch.add(candidate(task, client, false, List.of()));
    }
    backlog.moveBack(demand);
    return room;
  }

  /** What was in time when the clients of its job had no room any more has waited for them. */
  private Candidate candidate(
      Staged task, ClientInfo client, boolean isCrowded, List<String> targets) {
    long since = crowded.getOrDefault(task.demand(), Long.MAX_VALUE);
    boolean waited = since - options.misfireGrace().toMillis() <= task.dueAt();
    return new Candidate(task, client, isCrowded, waited, targets);
  }

  /**
   * Takes over tasks that were just committed and wait for their time. Who is let go while the
   * answer to an earlier decision on it is on its way is taken over after that: otherwise it would
   * be forgotten with it.
   */
  void offer(List<Staged> tasks) {
    List<Staged> now = new ArrayList<>(tasks.size());
    tasks.forEach(task -> (deciding.containsKey(task.id()) ? meanwhile : now).add(task));
    waiting.accept(now);
  }

  /** Null where there are none. */
  private Future<Void> book(List<Candidate> candidates) {
    if (candidates.isEmpty()) {
      return null;
    }
    metrics.booking(candidates.size());
    long begun = metrics.traces().now();
    candidates.forEach(one -> deciding.put(one.task().id(), one.task().attempt()));
    return store
        .book(candidates)
        .compose(
            outcome -> {
              Set<Long> won = new HashSet<>();
              outcome.booked().forEach(one -> won.add(one.execution().getTaskId()));
              metrics.traces().booked(outcome.booked(), begun);
              candidates.forEach(candidate -> release(candidate, won));
              decided(candidates, won);
              told(outcome);
              return Future.<Void>succeededFuture();
            },
            failure -> failed(candidates, failure));
  }

  /** Takes over what a transaction did. */
  void told(BookingStore.Outcome outcome) {
    parked.pause(outcome.paused());
    parked.add(outcome.parked());
    outcome.later().forEach(backlog::addExact);
    if (!outcome.rerouted().isEmpty()) {
      outcome.rerouted().forEach(backlog::add);
      backlog.drain(clock.millis(), Stager.LEAD_MS);
    }
    metrics.booked(outcome.booked().size(), outcome.skipped());
    offer(outcome.waiting());
    send.accept(outcome.booked());
    stop.accept(outcome.stopped());
  }

  private void decided(List<Candidate> candidates, Set<Long> won) {
    Map<Long, Integer> attempts = new HashMap<>();
    candidates.forEach(one -> attempts.put(one.task().id(), deciding.remove(one.task().id())));
    List<Staged> offered = new ArrayList<>(meanwhile);
    meanwhile.clear();
    offered.removeIf(task -> won.contains(task.id()) && attempts.get(task.id()) >= task.attempt());
    offer(offered);
  }

  private Future<Void> failed(List<Candidate> candidates, Throwable failure) {
    if (candidates.size() > 1 && !Refusal.isUnavailable(failure)) {
      // One of them cannot be written, or not even be worked out: the halves without it can.
      int half = candidates.size() / 2;
      return book(candidates.subList(0, half))
          .transform(done -> book(candidates.subList(half, candidates.size())));
    }
    Staged first = candidates.get(0).task();
    if (!Refusal.isUnavailable(failure)) {
      log.atError()
          .addKeyValue("task", first.id())
          .addKeyValue("attempt", first.attempt())
          .addKeyValue("group", first.groupId())
          .setCause(failure)
          .log("task {} of job {} cannot be booked now", first.id(), first.job());
    }
    for (Candidate candidate : candidates) {
      release(candidate, Set.of());
      if (!faultOfData.test(failure)) {
        keep(candidate.task());
      }
    }
    decided(candidates, Set.of());
    return Future.failedFuture(failure);
  }

  /** Tried again with the next beat of the sweep; if it was booked after all, its row says so. */
  private void keep(Staged task) {
    backlog.forget(task);
    backlog.add(task);
  }

  private void release(Candidate candidate, Set<Long> won) {
    Staged task = candidate.task();
    backlog.forget(task);
    if (candidate.client() != null && !won.contains(task.id())) {
      inFlight.give(task.id(), task.attempt());
    }
  }
}
