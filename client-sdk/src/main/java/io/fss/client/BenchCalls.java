package io.fss.client;

import io.fss.proto.v1.AppendLogsReply;
import io.fss.proto.v1.AppendLogsRequest;
import io.fss.proto.v1.DeregisterReply;
import io.fss.proto.v1.HeartbeatReply;
import io.fss.proto.v1.HeartbeatRequest;
import io.fss.proto.v1.ItemVerdict;
import io.fss.proto.v1.Mode;
import io.fss.proto.v1.RegisterReply;
import io.fss.proto.v1.RegisterRequest;
import io.fss.proto.v1.ReportReply;
import io.fss.proto.v1.ReportRequest;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.time.Duration;
import java.util.Collections;

/** Calls that never leave the process. */
final class BenchCalls implements Calls {
  private static final ItemVerdict COMMITTED =
      ItemVerdict.newBuilder().setVerdict(Verdict.COMMITTED).build();

  private final ClientBench.Platform platform;

  BenchCalls(ClientBench.Platform platform) {
    this.platform = platform;
  }

  @Override
  @SuppressWarnings("unchecked") // every request is answered with its own kind of reply
  public <Q, R> Future<R> call(ServiceMethod<R, Q> method, Q request, Duration deadline) {
    Promise<R> promise = Promise.promise();
    // Later, as an answer that travelled: a courier whose trips end at once would never come home.
    Vertx.currentContext().runOnContext(on -> promise.complete((R) reply(request)));
    return promise
        .future()
        .compose(
            reply ->
                reply == null
                    ? Future.failedFuture(new CallFailure(GrpcStatus.UNAVAILABLE, "silence"))
                    : Future.succeededFuture(reply));
  }

  private Object reply(Object request) {
    if (request instanceof RegisterRequest register) {
      platform.registered(register);
      // In this mode the client waits to be called, and opens nothing.
      return RegisterReply.newBuilder().setSession("bench").setMode(Mode.MODE_DIRECT).build();
    } else if (request instanceof HeartbeatRequest heartbeat) {
      return platform.answers(heartbeat)
          ? HeartbeatReply.newBuilder().setCounter(heartbeat.getCounter()).build()
          : null;
    } else if (request instanceof ReportRequest report) {
      platform.reported(report);
      return ReportReply.newBuilder()
          .addAllVerdicts(Collections.nCopies(report.getReportsCount(), COMMITTED))
          .build();
    } else if (request instanceof AppendLogsRequest logs) {
      platform.logged(logs);
      return AppendLogsReply.newBuilder()
          .addAllVerdicts(Collections.nCopies(logs.getBatchesCount(), COMMITTED))
          .build();
    }
    return DeregisterReply.getDefaultInstance();
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
