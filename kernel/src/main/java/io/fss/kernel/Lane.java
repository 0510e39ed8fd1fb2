package io.fss.kernel;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Turns single items into batches: what comes while a batch is on its way makes the next one, so a
 * quiet lane adds no delay and a busy one pays for a commit once per batch. One batch is out at a
 * time, and the next one keeps its distance: a commit of ten items costs little more than one of
 * one. A batch that fails for the fault of an item is halved until the item stands alone.
 *
 * <p>Belongs to one context; every method is called there.
 */
public final class Lane<I, O> {
  private final Context context;
  private final LaneOptions options;
  private final Function<List<I>, Future<List<O>>> work;
  private final Predicate<Throwable> poison;
  private final ArrayDeque<Entry<I, O>> queue = new ArrayDeque<>();
  private Supplier<Duration> spacing = () -> Duration.ZERO;
  private DistributionSummary sizes;
  private Counter refused;
  private boolean called;
  private boolean out;
  private boolean resting;
  private long timer;

  /**
   * Makes one.
   *
   * @param context the verticle's context
   * @param options the bounds
   * @param work answers one result an item, in order; a failure fails the batch
   * @param poison whether a failure is an item's fault; any other is everybody's
   */
  public Lane(
      Context context,
      LaneOptions options,
      Function<List<I>, Future<List<O>>> work,
      Predicate<Throwable> poison) {
    this.context = context;
    this.options = options;
    this.work = work;
    this.poison = poison;
  }

  /**
   * Lets batches keep a distance, unless a whole one waits; without it there is none.
   *
   * @param decided asked when a batch begins how long after it the next one may, to the millisecond
   */
  public Lane<I, O> spaced(Supplier<Duration> decided) {
    spacing = decided;
    return this;
  }

  /** Shows what waits, how large batches are and what is refused; without it nobody counts. */
  public Lane<I, O> measured(MeterRegistry meters) {
    Gauge.builder("fss.lane.queued", queue::size)
        .description("Items that wait for their batch")
        .tag("lane", options.name())
        .register(meters);
    sizes =
        Meters.batch("fss.lane.batch", "items", "Items that were written together")
            .tag("lane", options.name())
            .register(meters);
    refused =
        Counter.builder("fss.lane.refused")
            .description("Items that were refused since the queue was full; they come again")
            .tag("lane", options.name())
            .register(meters);
    return this;
  }

  /** Queues an item; refused with {@link Refusal.Kind#UNAVAILABLE} when the lane is full. */
  public Future<O> submit(I item) {
    if (queue.size() >= options.queued()) {
      if (refused != null) {
        refused.increment();
      }
      return Future.failedFuture(
          Refusal.unavailable("%s is full (%d waiting)".formatted(options.name(), queue.size())));
    }
    Entry<I, O> entry = new Entry<>(item, Promise.promise());
    queue.add(entry);
    if (!called && !out) {
      called = true;
      // On the next turn, so that everything said in this turn shares the batch.
      context.runOnContext(
          turn -> {
            called = false;
            next();
          });
    }
    return entry.result.future();
  }

  /** Items that wait for their batch. */
  public int queued() {
    return queue.size();
  }

  private void next() {
    if (out || queue.isEmpty() || (resting && queue.size() < options.batch())) {
      return;
    }
    List<Entry<I, O>> batch = new ArrayList<>(Math.min(queue.size(), options.batch()));
    while (batch.size() < options.batch() && !queue.isEmpty()) {
      batch.add(queue.poll());
    }
    if (sizes != null) {
      sizes.record(batch.size());
    }
    out = true;
    rest();
    run(batch)
        .onComplete(
            done -> {
              out = false;
              next();
            });
  }

  private void rest() {
    Duration distance = spacing.get();
    if (distance.isZero()) {
      return;
    }
    if (resting) {
      context.owner().cancelTimer(timer);
    }
    resting = true;
    timer =
        context
            .owner()
            .setTimer(
                Math.max(1, distance.toMillis()),
                over -> {
                  resting = false;
                  next();
                });
  }

  private Future<Void> run(List<Entry<I, O>> batch) {
    Future<List<O>> results;
    try {
      results = work.apply(batch.stream().map(Entry::item).toList());
    } catch (RuntimeException thrown) {
      results = Future.failedFuture(thrown);
    }
    return results.compose(
        answers -> {
          for (int i = 0; i < batch.size(); i++) {
            batch.get(i).result.complete(answers.get(i));
          }
          return Future.succeededFuture();
        },
        failure -> {
          if (batch.size() > 1 && poison.test(failure)) {
            int half = batch.size() / 2;
            return run(batch.subList(0, half))
                .compose(done -> run(batch.subList(half, batch.size())));
          }
          batch.forEach(entry -> entry.result.fail(failure));
          return Future.succeededFuture();
        });
  }

  private record Entry<I, O>(I item, Promise<O> result) {}
}
