package io.fss.scheduler;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Lane;
import io.fss.kernel.LaneOptions;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.bus.v1.TasksChanged;
import io.fss.proto.v1.ItemVerdict;
import io.fss.proto.v1.Verdict;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DONE: takes every change of an attempt, whoever tells it (a report, a refusal, the rescuer), and
 * writes them in batches. What it answers COMMITTED is committed.
 */
final class Settler {
  private static final Logger log = LoggerFactory.getLogger(Settler.class);

  // Nobody waits for a report's answer but the client's memory of it, and a slot: which is wanted
  // where tasks are due that have none.
  private static final Duration SPACING = Duration.ofMillis(20);
  private static final Duration HURRIED = Duration.ofMillis(8);

  private final Bus bus;
  private final SettleStore store;
  private final Corrections corrections;
  private final InFlight inFlight;
  private final SchedulerMetrics metrics;
  private final Consumer<List<Staged>> waiting;
  private final Runnable freed;
  private final Predicate<Throwable> faultOfData;
  private final Lane<Change, Verdict> lane;

  /**
   * Makes one.
   *
   * @param wanted whether tasks wait for slots
   * @param waiting called with tasks that now wait
   * @param freed called when slots of clients became free
   */
  Settler(
      Context context,
      Bus bus,
      SettleStore store,
      Corrections corrections,
      InFlight inFlight,
      SchedulerOptions options,
      SchedulerMetrics metrics,
      Predicate<Throwable> faultOfData,
      BooleanSupplier wanted,
      Consumer<List<Staged>> waiting,
      Runnable freed) {
    this.bus = bus;
    this.store = store;
    this.corrections = corrections;
    this.inFlight = inFlight;
    this.metrics = metrics;
    this.waiting = waiting;
    this.freed = freed;
    this.faultOfData = faultOfData;
    this.lane =
        new Lane<Change, Verdict>(
                context,
                new LaneOptions("settle", options.batch(), options.queuedReports()),
                this::settle,
                faultOfData)
            .spaced(() -> wanted.getAsBoolean() ? HURRIED : SPACING);
  }

  /** Shows what waits to be written. */
  void measure(MeterRegistry meters) {
    lane.measured(meters);
  }

  /** Writes a change with the next batch; never fails. */
  Future<ItemVerdict> settle(Change change) {
    return lane.submit(change)
        .transform(
            done ->
                Future.succeededFuture(
                    done.succeeded()
                        ? verdict(done.result(), "")
                        : verdict(
                            // What no database takes would come again for ever.
                            faultOfData.test(done.cause()) ? Verdict.INVALID : Verdict.RETRY,
                            "not stored: " + done.cause().getMessage())));
  }

  static ItemVerdict verdict(Verdict verdict, String message) {
    return ItemVerdict.newBuilder().setVerdict(verdict).setMessage(message).build();
  }

  private Future<List<Verdict>> settle(List<Change> changes) {
    long begun = metrics.traces().now();
    return store
        .settle(changes, inFlight.groups(changes))
        .onFailure(
            failure -> {
              if (!Refusal.isUnavailable(failure)) {
                log.warn("{} changes not stored; they come again", changes.size(), failure);
              }
            })
        .compose(
            outcome -> {
              after(changes, outcome, begun);
              return correct(changes, outcome.verdicts());
            });
  }

  /**
   * Successes that came too late may correct what was written without them: in a transaction of
   * their own, since they are rare and groups are locked before their tasks.
   */
  private Future<List<Verdict>> correct(List<Change> changes, List<Verdict> verdicts) {
    List<Change.Ended> late = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      if (verdicts.get(i) == Verdict.STALE && isSuccess(changes.get(i))) {
        late.add((Change.Ended) changes.get(i));
      }
    }
    if (late.isEmpty()) {
      return Future.succeededFuture(verdicts);
    }
    return corrections
        .correct(late)
        .map(
            corrected -> {
              if (!corrected.isEmpty()) {
                bus.publish(
                    Channels.TASK_CHANGED,
                    TasksChanged.newBuilder().addAllTasks(corrected).build());
              }
              Set<Long> tasks = new HashSet<>();
              corrected.forEach(task -> tasks.add(task.getId()));
              return verdicts(changes, verdicts, tasks, Verdict.COMMITTED);
            })
        .recover(failure -> Future.succeededFuture(uncorrected(changes, verdicts, late, failure)));
  }

  /** Those successes come again, unless no database takes them: then history stays as it is. */
  private List<Verdict> uncorrected(
      List<Change> changes, List<Verdict> verdicts, List<Change.Ended> late, Throwable failure) {
    if (!Refusal.isUnavailable(failure)) {
      log.warn("{} successes after a loss are not corrected", late.size(), failure);
    }
    if (faultOfData.test(failure)) {
      return verdicts;
    }
    Set<Long> tasks = new HashSet<>();
    late.forEach(end -> tasks.add(end.taskId()));
    return verdicts(changes, verdicts, tasks, Verdict.RETRY);
  }

  private static boolean isSuccess(Change change) {
    return change instanceof Change.Ended end && end.status() == TaskStatus.SUCCEEDED;
  }

  /** The verdicts, with another one for late successes of these tasks. */
  private static List<Verdict> verdicts(
      List<Change> changes, List<Verdict> verdicts, Set<Long> tasks, Verdict other) {
    List<Verdict> all = new ArrayList<>(verdicts);
    for (int i = 0; i < changes.size(); i++) {
      if (all.get(i) == Verdict.STALE
          && isSuccess(changes.get(i))
          && tasks.contains(changes.get(i).taskId())) {
        all.set(i, other);
      }
    }
    return all;
  }

  private void after(List<Change> changes, SettleStore.Outcome outcome, long begun) {
    for (Change change : changes) {
      // STALE too: whatever the row says now, this attempt takes no slot of its session any more.
      if (change instanceof Change.Ended || change instanceof Change.Released) {
        give(change);
      }
    }
    for (TaskInfo task : outcome.changed()) {
      metrics.traces().settled(task, begun);
      if (task.getStatus() != TaskStatus.WAITING) {
        metrics.settled(task);
      }
    }
    if (!outcome.changed().isEmpty()) {
      bus.publish(
          Channels.TASK_CHANGED, TasksChanged.newBuilder().addAllTasks(outcome.changed()).build());
    }
    waiting.accept(outcome.waiting());
    freed.run();
    gather(outcome.parents());
  }

  /** Ends tasks whose last part has ended; what is not written now the sweep comes to. */
  void gather(Collection<Long> parents) {
    parents.forEach(parent -> settle(new Change.Gathered(parent)));
  }

  private void give(Change change) {
    InFlight.Attempt held = inFlight.get(change.taskId(), change.attempt());
    // What a stranger says of an attempt frees no slot of the session that runs it.
    if (held != null && held.session.equals(change.session())) {
      inFlight.give(change.taskId(), change.attempt());
    }
  }
}
