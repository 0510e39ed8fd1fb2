package io.fss.scheduler;

import io.fss.kernel.Clock;
import io.fss.proto.bus.v1.ClientInfo;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WHO: gives due tasks to clients with free slots, a batch per transaction, one transaction at a
 * time; what becomes due meanwhile makes the next batch. Tasks of a job without clients are parked,
 * and come back when one appears.
 */
final class Booker {
  private static final Logger log = LoggerFactory.getLogger(Booker.class);
  // Tasks of one job taken before the next job has its turn.
  private static final int TURN = 64;

  private final Backlog backlog;
  private final Clients clients;
  private final Router router;
  private final InFlight inFlight;
  private final BookingStore store;
  private final Clock clock;
  private final SchedulerOptions options;
  private final Consumer<List<Staged>> planned;
  private final Consumer<List<Booked>> send;
  private final SchedulerMetrics metrics;
  private final Predicate<Throwable> faultOfData;
  private final Set<Job> parked = new HashSet<>();
  private boolean busy;
  private boolean stopped;

  Booker(
      Backlog backlog,
      Clients clients,
      Router router,
      InFlight inFlight,
      BookingStore store,
      Clock clock,
      SchedulerOptions options,
      SchedulerMetrics metrics,
      Predicate<Throwable> faultOfData,
      Consumer<List<Staged>> planned,
      Consumer<List<Booked>> send) {
    this.backlog = backlog;
    this.clients = clients;
    this.router = router;
    this.inFlight = inFlight;
    this.store = store;
    this.clock = clock;
    this.options = options;
    this.metrics = metrics;
    this.faultOfData = faultOfData;
    this.planned = planned;
    this.send = send;
  }

  /** Learns which jobs have parked tasks; called at the start and by the sweep. */
  Future<Void> readParked() {
    return store
        .parkedJobs()
        .map(
            jobs -> {
              parked.addAll(jobs);
              pump();
              return null;
            });
  }

  /** Does what can be done now; called whenever a task is due, a slot is free, a client came. */
  void pump() {
    if (busy || stopped) {
      return;
    }
    Future<Void> step = next();
    if (step == null) {
      return;
    }
    busy = true;
    step.onComplete(
        done -> {
          busy = false;
          pump();
        },
        failure -> {
          log.error("booking failed; it is tried again with the next sweep", failure);
          busy = false;
        });
  }

  void stop() {
    stopped = true;
  }

  private Future<Void> next() {
    List<Staged> strays = strays();
    if (!strays.isEmpty()) {
      return park(strays);
    }
    Job awake = awake();
    if (awake != null) {
      return unpark(awake);
    }
    List<Candidate> candidates = candidates();
    return candidates.isEmpty() ? null : book(candidates);
  }

  /** Due tasks that nobody can run now, and those of a job that has more than its share. */
  private List<Staged> strays() {
    List<Staged> strays = new ArrayList<>();
    if (!clients.known()) {
      return strays;
    }
    for (Job job : backlog.jobs()) {
      int share = clients.anyOnline(job) ? options.stagedPerJob() : 0;
      while (backlog.ready(job) > share && strays.size() < options.batch()) {
        strays.add(backlog.pollLast(job));
      }
    }
    return strays;
  }

  private Future<Void> park(List<Staged> tasks) {
    return store
        .park(tasks)
        .onComplete(
            done ->
                tasks.forEach(
                    task -> {
                      backlog.forget(task);
                      parked.add(task.job());
                    }),
            failure -> tasks.forEach(this::keep));
  }

  private Job awake() {
    for (Job job : parked) {
      if (clients.anyOnline(job) && backlog.ready(job) <= options.stagedPerJob() / 2) {
        return job;
      }
    }
    return null;
  }

  private Future<Void> unpark(Job job) {
    int limit = Math.max(1, options.stagedPerJob() / 2);
    return store
        .unpark(job, limit)
        .map(
            tasks -> {
              if (tasks.size() < limit) {
                parked.remove(job);
              }
              tasks.forEach(backlog::add);
              backlog.drain(clock.millis());
              return null;
            });
  }

  private List<Candidate> candidates() {
    List<Candidate> batch = new ArrayList<>();
    boolean progress = true;
    while (progress && batch.size() < options.batch()) {
      progress = false;
      for (Job job : backlog.jobs()) {
        int taken = take(job, batch);
        progress |= taken == TURN;
      }
    }
    return batch;
  }

  private int take(Job job, List<Candidate> batch) {
    int taken = 0;
    while (taken < TURN && batch.size() < options.batch() && backlog.ready(job) > 0) {
      ClientInfo client = router.pick(job);
      if (client == null) {
        break;
      }
      Staged task = backlog.poll(job);
      inFlight.take(
          new InFlight.Attempt(task.id(), task.attempt(), client.getSession(), job, clock.nanos()));
      batch.add(new Candidate(task, client));
      taken++;
    }
    backlog.moveBack(job);
    return taken;
  }

  private Future<Void> book(List<Candidate> candidates) {
    return store
        .book(candidates)
        .compose(
            outcome -> {
              Set<Long> won = new HashSet<>();
              outcome.booked().forEach(one -> won.add(one.execution().getTaskId()));
              candidates.forEach(candidate -> release(candidate, won));
              metrics.booked(outcome.booked().size(), outcome.skipped());
              planned.accept(outcome.planned());
              send.accept(outcome.booked());
              return Future.<Void>succeededFuture();
            },
            failure -> failed(candidates, failure));
  }

  private Future<Void> failed(List<Candidate> candidates, Throwable failure) {
    if (candidates.size() > 1 && faultOfData.test(failure)) {
      // One of them cannot be written: the halves without it can.
      int half = candidates.size() / 2;
      return book(candidates.subList(0, half))
          .transform(done -> book(candidates.subList(half, candidates.size())));
    }
    for (Candidate candidate : candidates) {
      release(candidate, Set.of());
      if (!faultOfData.test(failure)) {
        keep(candidate.task());
      }
    }
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
    if (!won.contains(task.id())) {
      inFlight.give(task.id(), task.attempt());
    }
  }
}
