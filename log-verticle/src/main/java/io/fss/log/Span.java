package io.fss.log;

import io.fss.proto.v1.LogBatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Numbers of lines of one attempt, from first to last.
 *
 * @param first number of the first line
 * @param last number of the last line
 */
record Span(long taskId, int attempt, long first, long last) {

  static Span of(LogBatch batch) {
    return new Span(
        batch.getAttempt().getTaskId(),
        batch.getAttempt().getAttempt(),
        batch.getFirstSequence(),
        batch.getFirstSequence() + batch.getLinesCount() - 1);
  }

  boolean touches(Span other) {
    return taskId == other.taskId
        && attempt == other.attempt
        && first <= other.last
        && last >= other.first;
  }

  /** What is left of this span when the others are taken out of it, in order. */
  List<Span> without(Collection<Span> others) {
    List<Span> left = new ArrayList<>();
    long next = first;
    for (Span other : sorted(others)) {
      if (other.first > next) {
        left.add(new Span(taskId, attempt, next, other.first - 1));
      }
      next = Math.max(next, other.last + 1);
    }
    if (next <= last) {
      left.add(new Span(taskId, attempt, next, last));
    }
    return left;
  }

  private List<Span> sorted(Collection<Span> others) {
    return others.stream()
        .filter(this::touches)
        .sorted(Comparator.comparingLong(Span::first))
        .toList();
  }

  /** The part of a batch that this span names. */
  LogBatch cut(LogBatch batch) {
    int from = (int) (first - batch.getFirstSequence());
    int to = (int) (last - batch.getFirstSequence()) + 1;
    if (from == 0 && to == batch.getLinesCount()) {
      return batch;
    }
    return batch.toBuilder()
        .clearLines()
        .setFirstSequence(first)
        .addAllLines(batch.getLinesList().subList(from, to))
        .build();
  }
}
