package io.fss.log;

import io.fss.kernel.Lane;
import io.fss.kernel.LaneOptions;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.LogAppend;
import io.fss.proto.v1.AppendLogsReply;
import io.fss.proto.v1.ItemVerdict;
import io.fss.proto.v1.LogBatch;
import io.fss.proto.v1.Verdict;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes lines; says COMMITTED of what is stored and of nothing else. */
final class LogAppender {
  private static final Logger log = LoggerFactory.getLogger(LogAppender.class);
  private static final int MOST_BATCHES = 1_000;
  private static final int MOST_LINES = 10_000;
  private static final ItemVerdict COMMITTED = verdict(Verdict.COMMITTED, "");

  private final LogStore store;
  private final LogMetrics metrics;
  private final int queuedBytes;
  private final Lane<LogBatch, ItemVerdict> lane;
  private long bytes;
  private boolean failing;

  LogAppender(Context context, LogOptions options, LogStore store, MeterRegistry meters) {
    this.store = store;
    this.metrics = new LogMetrics(meters);
    this.queuedBytes = options.queuedBytes();
    this.lane =
        new Lane<>(
            context,
            new LaneOptions("log", options.commitBatches(), options.queuedBatches()),
            batches ->
                store.append(batches).map(done -> Collections.nCopies(batches.size(), COMMITTED)),
            store::isFaultOfData);
    lane.measured(meters);
    metrics.watch(() -> bytes);
  }

  Future<AppendLogsReply> append(LogAppend append) {
    List<LogBatch> batches = append.getRequest().getBatchesList();
    if (batches.size() > MOST_BATCHES) {
      return Future.failedFuture(
          Refusal.invalid("batches", batches.size(), "must be at most " + MOST_BATCHES));
    }
    List<Future<ItemVerdict>> verdicts = new ArrayList<>(batches.size());
    int lines = 0;
    for (LogBatch batch : batches) {
      String broken = LogRules.broken(batch);
      if (!broken.isEmpty()) {
        metrics.refused("invalid");
        verdicts.add(Future.succeededFuture(verdict(Verdict.INVALID, broken)));
        continue;
      }
      lines += batch.getLinesCount();
      verdicts.add(lines > MOST_LINES ? tooMany() : store(batch));
    }
    return Future.all(verdicts)
        .map(all -> AppendLogsReply.newBuilder().addAllVerdicts(all.<ItemVerdict>list()).build());
  }

  private Future<ItemVerdict> tooMany() {
    metrics.refused("full");
    String rule = "a request holds at most %d lines in all".formatted(MOST_LINES);
    return Future.succeededFuture(verdict(Verdict.RETRY, rule));
  }

  private Future<ItemVerdict> store(LogBatch batch) {
    if (batch.getLinesCount() == 0) {
      return Future.succeededFuture(COMMITTED);
    }
    int size = batch.getSerializedSize();
    if (bytes > 0 && bytes + size > queuedBytes) {
      metrics.refused("full");
      return Future.succeededFuture(
          verdict(Verdict.RETRY, "log.queued-bytes of %d is reached".formatted(queuedBytes)));
    }
    bytes += size;
    return lane.submit(LineLimits.apply(batch))
        .onComplete(done -> bytes -= size)
        .onSuccess(
            done -> {
              failing = false;
              metrics.stored(batch.getLinesCount(), size);
            })
        .otherwise(this::notStored);
  }

  private ItemVerdict notStored(Throwable failure) {
    metrics.refused("not_stored");
    if (store.isFaultOfData(failure)) {
      return verdict(Verdict.INVALID, "cannot be stored: " + failure.getMessage());
    }
    if (!failing && !(failure instanceof Refusal)) {
      failing = true;
      log.error("log lines are not stored, clients send them again", failure);
    }
    return verdict(Verdict.RETRY, String.valueOf(failure.getMessage()));
  }

  private static ItemVerdict verdict(Verdict verdict, String message) {
    return ItemVerdict.newBuilder().setVerdict(verdict).setMessage(message).build();
  }
}
