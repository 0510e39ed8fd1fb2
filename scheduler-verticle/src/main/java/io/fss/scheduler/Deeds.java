package io.fss.scheduler;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Consumer;

/** Lets the scheduler act on what a change by hand has committed. */
final class Deeds {
  private final BookingStore store;
  private final Booker booker;
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
      Consumer<List<Staged>> waiting,
      Consumer<List<Stops.Stop>> stop) {
    this.store = store;
    this.booker = booker;
    this.waiting = waiting;
    this.stop = stop;
  }

  void planned(List<Staged> tasks) {
    waiting.accept(tasks);
  }

  void done(GroupStore.Changed changed) {
    waiting.accept(changed.planned());
    stop.accept(changed.stopped());
  }

  /**
   * Cancels one task of a group, or all of them.
   *
   * @param taskId 0 means all of them
   * @return how many were ended or asked to stop
   */
  Future<Integer> cancel(long groupId, long taskId, String reason) {
    String why = reason.isEmpty() ? "cancelled by hand" : "cancelled by hand: " + reason;
    return store
        .cancel(groupId, taskId, why)
        .map(
            outcome -> {
              booker.told(outcome);
              return outcome.ended().size() + outcome.stopped().size();
            });
  }
}
