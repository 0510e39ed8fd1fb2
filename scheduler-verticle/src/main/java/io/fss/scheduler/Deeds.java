package io.fss.scheduler;

import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Lets the scheduler act on what a change by hand has committed. */
final class Deeds {
  // As many as the default bound of runs by hand makes, and so within the patience of who asks.
  private static final int PAGES = 20;

  private final BookingStore store;
  private final Booker booker;
  private final Halts halts;
  // Whoever asked for these is told how many there were: the sweep leaves them alone.
  private final Set<Long> underWay = new HashSet<>();
  private final Consumer<List<Staged>> waiting;
  private final Consumer<List<Stops.Stop>> stop;

  /**
   * Makes one.
   *
   * @param waiting called with tasks that now wait for their time
   * @param stop called with attempts whose clients are to be asked to stop
   */
  Deeds(
      BookingStore store,
      Booker booker,
      Halts halts,
      Consumer<List<Staged>> waiting,
      Consumer<List<Stops.Stop>> stop) {
    this.store = store;
    this.booker = booker;
    this.halts = halts;
    this.waiting = waiting;
    this.stop = stop;
  }

  void planned(List<Staged> tasks) {
    waiting.accept(tasks);
  }

  /** Goes on with what is left of it, too; answers how many were ended or asked to stop. */
  Future<Integer> done(GroupStore.Changed changed) {
    waiting.accept(changed.planned());
    stop.accept(changed.stopped());
    return goOn(changed.left()).map(more -> changed.stopped().size() + changed.ended() + more);
  }

  /** Cancels one task of a group. */
  Future<Void> cancel(long groupId, long taskId, String reason) {
    return store
        .cancelOne(groupId, taskId, why(reason))
        .map(
            outcome -> {
              booker.told(outcome);
              return null;
            });
  }

  /** Cancels all tasks of a group; answers how many were ended or asked to stop. */
  Future<Integer> cancelAll(long groupId, String reason) {
    return store
        .cancelAll(groupId, why(reason))
        .compose(
            cancelled -> {
              booker.told(cancelled.occurrences());
              int here =
                  cancelled.occurrences().ended().size()
                      + cancelled.occurrences().stopped().size()
                      + told(cancelled.runs());
              return goOn(cancelled.runs().left()).map(more -> here + more);
            });
  }

  private static String why(String reason) {
    return reason.isEmpty() ? "cancelled by hand" : "cancelled by hand: " + reason;
  }

  private int told(Halts.Page page) {
    booker.offer(page.waiting());
    stop.accept(page.stopped());
    return page.ended() + page.stopped().size();
  }

  /** Whoever asked waits for so many pages; the sweep does the rest, as it does after a crash. */
  private Future<Integer> goOn(long halt) {
    if (halt == 0) {
      return Future.succeededFuture(0);
    }
    AtomicInteger pages = new AtomicInteger(PAGES);
    AtomicInteger done = new AtomicInteger();
    AtomicLong left = new AtomicLong(halt);
    underWay.add(halt);
    return Repeat.whileTrue(
            () ->
                left.get() == 0 || pages.getAndDecrement() == 0
                    ? Future.succeededFuture(false)
                    : halts
                        .goOn(left.get())
                        .map(
                            page -> {
                              done.addAndGet(told(page));
                              left.set(page.left());
                              return page.left() != 0;
                            }))
        .map(over -> done.get())
        .onComplete(over -> underWay.remove(halt));
  }

  /** Goes on with what is left of deeds that nobody here waits for, whoever began them. */
  Future<Void> goOn() {
    return halts
        .pending()
        .compose(
            left ->
                Repeat.forEach(
                    left.stream().filter(halt -> !underWay.contains(halt)).toList(),
                    halt -> goOn(halt).mapEmpty()));
  }
}
