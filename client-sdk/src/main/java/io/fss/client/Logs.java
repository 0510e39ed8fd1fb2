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
 * has been answered for good, so the lines of an attempt arrive in order.
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
    AppendLogsRequest request =
        AppendLogsRequest.newBuilder().setSession(on.id()).addAllBatches(flying).build();
    return connection
        .call(PlatformGrpcClient.AppendLogs, request, DEADLINE)
        .transform(
            done -> {
              if (done.succeeded()) {
                return Future.succeededFuture(settle(done.result()));
              }
              session.failed(on, done.cause());
              return Future.succeededFuture(Courier.Trip.AGAIN);
            });
  }

  private Courier.Trip settle(AppendLogsReply reply) {
    List<LogBatch> again = new ArrayList<>();
    for (int i = 0; i < flying.size(); i++) {
      boolean forget = i < reply.getVerdictsCount() && forget(flying.get(i), reply.getVerdicts(i));
      if (!forget) {
        again.add(flying.get(i));
      }
    }
    flying = again;
    if (!again.isEmpty()) {
      return Courier.Trip.AGAIN;
    }
    buffer.landed();
    return Courier.Trip.DELIVERED;
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
