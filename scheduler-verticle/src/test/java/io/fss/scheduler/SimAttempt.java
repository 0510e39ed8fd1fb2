package io.fss.scheduler;

import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.Execution;
import io.fss.proto.v1.Report;

/** An attempt on a simulated client, from its acceptance until its end is acknowledged. */
final class SimAttempt {
  final Execution execution;
  final SimAttemptKey key;
  String cancelled;
  String ordered;
  boolean entered;
  boolean ended;
  boolean outlived;
  long enteredNanos;
  long enteredMillis;
  Report progress;
  Report completion;
  SimWorld.Event end;

  SimAttempt(Execution execution) {
    this.execution = execution;
    this.key = new SimAttemptKey(execution.getTaskId(), execution.getAttempt());
  }

  /** What a job is going to do. */
  record Script(
      long durationMs,
      Completion.Outcome outcome,
      boolean hangs,
      long reactionMs,
      long progressEveryMs,
      boolean changesData,
      long nextInMs) {}

  AttemptRef ref() {
    return AttemptRef.newBuilder()
        .setTaskId(key.task())
        .setAttempt(key.attempt())
        .setScheduler(execution.getScheduler())
        .build();
  }
}
