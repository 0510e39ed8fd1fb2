package io.fss.client;

import io.fss.proto.v1.Completion;
import io.fss.proto.v1.ItemVerdict;
import io.fss.proto.v1.PlatformGrpcClient;
import io.fss.proto.v1.Progress;
import io.fss.proto.v1.Report;
import io.fss.proto.v1.ReportReply;
import io.fss.proto.v1.ReportRequest;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports on their way: kept until acknowledged, one batch in flight. A completion is never
 * dropped; the client takes no new work while too many wait. A batch that is refused as a whole is
 * halved, down to the report that spoils it.
 */
final class Reports {
  private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
  private static final int BATCH = 1_000;
  private static final int BATCH_BYTES = PlatformConnection.MAX_MESSAGE / 2;
  private static final String REFUSED = "what the job reported was refused: ";
  private static final int REFUSAL = 500;
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Calls connection;
  private final SessionId session;
  private final Consumer<List<Attempt>> acknowledged;
  private final Courier courier;
  private final ArrayDeque<Attempt> waiting = new ArrayDeque<>();
  private int unacknowledged;
  // Reports of one batch: fewer after one that was refused, more again after one that was taken.
  private int most = BATCH;

  /** One report of a batch in flight. */
  private record Sent(Attempt attempt, Report report) {}

  Reports(
      Context context, Calls connection, SessionId session, Consumer<List<Attempt>> acknowledged) {
    this.connection = connection;
    this.session = session;
    this.acknowledged = acknowledged;
    this.courier = new Courier(context, this::send);
  }

  void progress(Attempt attempt, int percent, String message) {
    Progress progress =
        Progress.newBuilder()
            .setPercent(Math.max(0, Math.min(100, percent)))
            .setMessage(Text.cut(message, Text.PROGRESS))
            .build();
    Report report = Report.newBuilder().setAttempt(attempt.ref()).setProgress(progress).build();
    synchronized (this) {
      if (attempt.slot().ended) {
        return;
      }
      attempt.slot().progress = report;
      enqueue(attempt);
    }
    courier.call();
  }

  /** Takes over the end of an attempt; false when it ended before. */
  boolean completed(Attempt attempt, Completion completion) {
    Report report = Report.newBuilder().setAttempt(attempt.ref()).setCompletion(completion).build();
    synchronized (this) {
      if (attempt.slot().ended) {
        return false;
      }
      attempt.slot().ended = true;
      attempt.slot().completion = report;
      unacknowledged++;
      enqueue(attempt);
    }
    courier.call();
    return true;
  }

  /** Completions that the platform has not acknowledged yet. */
  synchronized int unacknowledged() {
    return unacknowledged;
  }

  void close() {
    courier.close();
  }

  private void enqueue(Attempt attempt) {
    if (!attempt.slot().queued) {
      attempt.slot().queued = true;
      waiting.add(attempt);
    }
  }

  private Future<Courier.Trip> send() {
    List<Sent> batch = take();
    if (batch.isEmpty()) {
      return Future.succeededFuture(Courier.Trip.NOTHING);
    }
    SessionId.Live on = session.live();
    ReportRequest.Builder request = ReportRequest.newBuilder().setSession(on.id());
    batch.forEach(sent -> request.addReports(sent.report()));
    return connection
        .call(PlatformGrpcClient.Report, request.build(), DEADLINE)
        .transform(
            done -> {
              if (done.succeeded()) {
                return Future.succeededFuture(settle(batch, done.result()));
              }
              session.failed(on, done.cause());
              refused(batch, done.cause());
              return Future.succeededFuture(Courier.Trip.AGAIN);
            });
  }

  private void refused(List<Sent> batch, Throwable why) {
    if (batch.size() == 1 && CallFailure.isInvalid(why)) {
      Sent alone = batch.get(0);
      if (alone.report().getCompletion().getMessage().startsWith(REFUSED)) {
        LOG.error("the platform refuses any end of attempt {}", alone.attempt().key(), why);
        forgetAll(List.of(alone.attempt()));
      } else {
        putBack(bare(alone, why));
      }
      return;
    }
    if (CallFailure.isInvalid(why) || CallFailure.isTooMuch(why)) {
      most = Math.max(1, batch.size() / 2);
    }
    batch.forEach(this::putBack);
  }

  /** How it ended, without what the platform may object to: the attempt must not stay open. */
  private static Sent bare(Sent sent, Throwable why) {
    LOG.warn("the platform refused a report of {}: {}", sent.attempt().key(), why.getMessage());
    Report.Builder bare = sent.report().toBuilder();
    if (bare.hasCompletion()) {
      bare.getCompletionBuilder()
          .setMessage(Text.cut(REFUSED + why.getMessage(), REFUSAL))
          .clearData()
          .clearDataVersion();
    } else {
      bare.getProgressBuilder().clearMessage();
    }
    return new Sent(sent.attempt(), bare.build());
  }

  /** The next batch; of one attempt the progress stands before the completion. */
  private synchronized List<Sent> take() {
    List<Sent> batch = new ArrayList<>(Math.min(BATCH, 2 * waiting.size()));
    long bytes = 0;
    while (!waiting.isEmpty() && batch.size() < most && bytes < BATCH_BYTES) {
      Attempt attempt = waiting.poll();
      ReportSlot slot = attempt.slot();
      slot.queued = false;
      bytes += move(attempt, slot.progress, batch);
      slot.progress = null;
      if (batch.size() < most) {
        bytes += move(attempt, slot.completion, batch);
        slot.completion = null;
      } else if (slot.completion != null) {
        enqueue(attempt);
      }
    }
    return batch;
  }

  private static long move(Attempt attempt, Report report, List<Sent> batch) {
    if (report == null) {
      return 0;
    }
    batch.add(new Sent(attempt, report));
    return report.getSerializedSize();
  }

  private Courier.Trip settle(List<Sent> batch, ReportReply reply) {
    List<Attempt> ended = new ArrayList<>(batch.size());
    boolean again = false;
    most = Math.min(BATCH, 2 * most);
    for (int i = 0; i < batch.size(); i++) {
      Sent sent = batch.get(i);
      // A verdict that is missing or unknown says nothing; asking again is the safe reading.
      boolean forget = i < reply.getVerdictsCount() && forget(sent, reply.getVerdicts(i));
      if (!forget) {
        again = true;
        putBack(sent);
      } else if (sent.report().hasCompletion()) {
        ended.add(sent.attempt());
      }
    }
    forgetAll(ended);
    return again ? Courier.Trip.AGAIN : Courier.Trip.DELIVERED;
  }

  private static boolean forget(Sent sent, ItemVerdict item) {
    Verdict verdict = item.getVerdict();
    if (sent.report().hasCompletion()) {
      LOG.debug("the end of attempt {} was answered {}", sent.attempt().key(), verdict);
    }
    if (verdict == Verdict.INVALID) {
      LOG.warn("the platform refused a report of {}: {}", sent.attempt().key(), item.getMessage());
    }
    return verdict == Verdict.COMMITTED || verdict == Verdict.STALE || verdict == Verdict.INVALID;
  }

  private void forgetAll(List<Attempt> ended) {
    if (ended.isEmpty()) {
      return;
    }
    // The memory takes them over before they stop to count as waiting: a drain sees one or both.
    acknowledged.accept(ended);
    synchronized (this) {
      unacknowledged -= ended.size();
      ended.forEach(attempt -> attempt.slot().close());
    }
  }

  private synchronized void putBack(Sent sent) {
    ReportSlot slot = sent.attempt().slot();
    if (sent.report().hasCompletion()) {
      slot.completion = sent.report();
    } else if (slot.progress == null && !slot.acknowledged) {
      slot.progress = sent.report();
    }
    if (!slot.empty()) {
      enqueue(sent.attempt());
    }
  }
}
