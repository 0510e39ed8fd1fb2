package io.fss.scheduler;

import io.fss.proto.bus.v1.TaskStatus;
import io.vertx.core.json.JsonArray;

/** Counts of one group. */
final class Tally {
  private long runs;
  private long successes;
  private long failures;
  private long durationUs;
  private TaskRow last;
  private TaskStatus lastStatus;

  void count(TaskRow task, Change.Ended end) {
    runs++;
    successes += end.status() == TaskStatus.SUCCEEDED ? 1 : 0;
    failures += end.status() == TaskStatus.SUCCEEDED ? 0 : 1;
    durationUs += end.durationUs();
    if (last == null || last.bookedAt() <= task.bookedAt()) {
      last = task;
      lastStatus = end.status();
    }
  }

  JsonArray row(long group) {
    return new JsonArray()
        .add(group)
        .add(runs)
        .add(successes)
        .add(failures)
        .add(durationUs)
        .add(last.id())
        .add(last.bookedAt())
        .add(lastStatus.getNumber());
  }
}
