package io.fss.client;

import io.fss.proto.v1.AppendLogsReply;
import io.fss.proto.v1.AppendLogsRequest;
import io.fss.proto.v1.ItemVerdict;
import io.fss.proto.v1.LogBatch;
import io.fss.proto.v1.LogLine;
import io.fss.proto.v1.PlatformGrpcClient;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Log lines on their way, on a connection of their own. Nothing new leaves before what is under way
 * has been answered for good, so the lines of an attempt arrive in order. A call that is refused as
 * a whole is halved, down to the lines that spoil it.
 */
final class Logs {
  private static final Logger LOG = LoggerFactory.getLogger(Logs.class);
  private static final int BATCH = 1_000;
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Calls connection;
  private final SessionId session;
  private final ClientClock clock;
  private final LogBuffer buffer;
  private final Courier courier;
  private List<LogBatch> flying = List.of();
  // Batches of one call: fewer after one that was refused, more again after one that was taken.
  private int most = BATCH;

  Logs(Context context, Calls connection, SessionId session, ClientClock clock, LogBuffer buffer) {
    this.connection = connection;
    this.session = session;
    this.clock = clock;
    this.buffer = buffer;
    this.courier = new Courier(context, this::send);
  }

  void add(AttemptLog log, LogLine line) {
    buffer.add(log, line);
    courier.call();
  }

  boolean isEmpty() {
    return buffer.isEmpty();
  }

  /** Lines that are not acknowledged. */
  int held() {
    return buffer.held();
  }

  /** Lines that were dropped since the start. */
  long lost() {
    return buffer.lost();
  }

  void close() {
    courier.close();
  }

  private Future<Courier.Trip> send() {
    if (flying.isEmpty()) {
      flying = buffer.take(BATCH, clock.millis());
    }
    if (flying.isEmpty()) {
      return Future.succeededFuture(Courier.Trip.NOTHING);
    }
    SessionId.Live on = session.live();
    List<LogBatch> going = flying.subList(0, Math.min(most, flying.size()));
    AppendLogsRequest request =
        AppendLogsRequest.newBuilder().setSession(on.id()).addAllBatches(going).build();
    return connection
        .call(PlatformGrpcClient.AppendLogs, request, DEADLINE)
        .transform(
            done -> {
              if (done.succeeded()) {
                return Future.succeededFuture(settle(going, done.result()));
              }
              session.failed(on, done.cause());
              refused(going, done.cause());
              return Future.succeededFuture(Courier.Trip.AGAIN);
            });
  }

  private Courier.Trip settle(List<LogBatch> gone, AppendLogsReply reply) {
    List<LogBatch> left = new ArrayList<>();
    for (int i = 0; i < gone.size(); i++) {
      boolean forget = i < reply.getVerdictsCount() && forget(gone.get(i), reply.getVerdicts(i));
      if (!forget) {
        left.add(gone.get(i));
      }
    }
    boolean again = !left.isEmpty();
    most = Math.min(BATCH, 2 * most);
    landed(gone.size(), left);
    return again ? Courier.Trip.AGAIN : Courier.Trip.DELIVERED;
  }

  private void refused(List<LogBatch> gone, Throwable why) {
    if (!CallFailure.isInvalid(why) && !CallFailure.isTooMuch(why)) {
      return;
    }
    most = Math.max(1, gone.size() / 2);
    if (gone.size() > 1) {
      return;
    }
    LogBatch alone = gone.get(0);
    if (alone.getLinesCount() > 1) {
      landed(1, halves(alone));
    } else if (CallFailure.isInvalid(why)) {
      LOG.warn(
          "the platform refused a log line of {}: {}",
          AttemptKey.of(alone.getAttempt()),
          why.getMessage());
      landed(1, List.of());
    }
  }

  private static List<LogBatch> halves(LogBatch batch) {
    int half = batch.getLinesCount() / 2;
    List<LogLine> lines = batch.getLinesList();
    return List.of(
        batch.toBuilder().clearLines().addAllLines(lines.subList(0, half)).build(),
        batch.toBuilder()
            .clearLines()
            .setFirstSequence(batch.getFirstSequence() + half)
            .addAllLines(lines.subList(half, lines.size()))
            .build());
  }

  /** Of the first of those under way, so many, these are left. */
  private void landed(int first, List<LogBatch> left) {
    List<LogBatch> next = new ArrayList<>(left);
    next.addAll(flying.subList(first, flying.size()));
    flying = next;
    if (flying.isEmpty()) {
      buffer.landed();
    }
  }

  private static boolean forget(LogBatch batch, ItemVerdict item) {
    Verdict verdict = item.getVerdict();
    if (verdict == Verdict.INVALID) {
      LOG.warn(
          "the platform refused log lines of {}: {}",
          AttemptKey.of(batch.getAttempt()),
          item.getMessage());
    }
    return verdict == Verdict.COMMITTED || verdict == Verdict.STALE || verdict == Verdict.INVALID;
  }
}
