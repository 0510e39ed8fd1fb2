package io.fss.client.testing;

import io.fss.client.Outcome;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.Execution;
import io.fss.proto.v1.LogBatch;
import io.fss.proto.v1.LogLine;
import io.fss.proto.v1.Progress;
import io.fss.proto.v1.Report;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.event.Level;

/** One attempt and what its client says about it, from any thread. */
final class Booking {
  private final Task task;
  private final Execution execution;
  private final AttemptRef ref;
  private final Map<Long, LogLine> lines = new ConcurrentSkipListMap<>();
  private final List<ProgressReport> progress = new CopyOnWriteArrayList<>();
  private volatile Completion completion;

  Booking(Task task, Execution execution) {
    this.task = task;
    this.execution = execution;
    this.ref =
        AttemptRef.newBuilder()
            .setTaskId(execution.getTaskId())
            .setAttempt(execution.getAttempt())
            .setScheduler(execution.getScheduler())
            .build();
  }

  Task task() {
    return task;
  }

  Execution execution() {
    return execution;
  }

  AttemptRef ref() {
    return ref;
  }

  /** The end, or null. */
  Completion completion() {
    return completion;
  }

  void said(Report report) {
    if (report.hasCompletion()) {
      completion = report.getCompletion();
    } else if (report.hasProgress()) {
      Progress said = report.getProgress();
      progress.add(new ProgressReport(said.getPercent(), said.getMessage()));
    }
  }

  void said(LogBatch batch) {
    for (int i = 0; i < batch.getLinesCount(); i++) {
      lines.put(batch.getFirstSequence() + i, batch.getLines(i));
    }
  }

  List<ProgressReport> progress() {
    return progress;
  }

  List<LogEntry> log() {
    return lines.values().stream().map(Booking::entry).toList();
  }

  private static LogEntry entry(LogLine line) {
    return new LogEntry(
        Instant.ofEpochMilli(line.getSaidAtMs()),
        Level.valueOf(line.getLevel().name()),
        line.getLogger(),
        line.getMessage(),
        line.getThrowable());
  }

  Outcome outcome() {
    return Outcome.of(completion.getOutcome());
  }
}
