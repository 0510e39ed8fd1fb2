package io.fss.client;

import io.fss.proto.v1.AppendLogsReply;
import io.fss.proto.v1.AppendLogsRequest;
import io.fss.proto.v1.AttemptAnswer;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.CancelOrder;
import io.fss.proto.v1.ClientOrder;
import io.fss.proto.v1.Command;
import io.fss.proto.v1.CommandAnswer;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.DeregisterReply;
import io.fss.proto.v1.DeregisterRequest;
import io.fss.proto.v1.HeartbeatReply;
import io.fss.proto.v1.HeartbeatRequest;
import io.fss.proto.v1.ItemVerdict;
import io.fss.proto.v1.LogBatch;
import io.fss.proto.v1.LogLine;
import io.fss.proto.v1.Mode;
import io.fss.proto.v1.PlatformGrpcService;
import io.fss.proto.v1.RegisterReply;
import io.fss.proto.v1.RegisterRequest;
import io.fss.proto.v1.Report;
import io.fss.proto.v1.ReportReply;
import io.fss.proto.v1.ReportRequest;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A platform that remembers what it was told and does what a test wants. */
final class FakePlatform extends PlatformGrpcService {
  final List<RegisterRequest> registrations = new CopyOnWriteArrayList<>();
  final List<HeartbeatRequest> heartbeats = new CopyOnWriteArrayList<>();
  final List<AttemptAnswer> answers = new CopyOnWriteArrayList<>();
  final List<Report> reports = new CopyOnWriteArrayList<>();
  final List<DeregisterRequest> goodbyes = new CopyOnWriteArrayList<>();
  final List<LogBatch> logs = new CopyOnWriteArrayList<>();
  final List<String> tokens = new CopyOnWriteArrayList<>();
  final Queue<AttemptRef> questions = new ConcurrentLinkedQueue<>();
  final Queue<CancelOrder> cancels = new ConcurrentLinkedQueue<>();
  final FakeCommands commands = new FakeCommands();

  /** Registrations are answered when this completes. */
  volatile Predicate<Report> spoilsReports = report -> false;

  volatile Predicate<LogBatch> spoilsLogs = lines -> false;
  volatile Future<Void> registering = Future.succeededFuture();

  /** What auto mode becomes; empty text means that the endpoint was reached. */
  volatile String unreachable = "";

  volatile String session = "session-1";
  volatile boolean sessionKnown = true;
  volatile GrpcStatus refuseRegistrations;
  final AtomicInteger refusedRegistrations = new AtomicInteger();

  /** Reports that named an unknown session. */
  final AtomicInteger strangers = new AtomicInteger();

  /** What every heartbeat is told; null for nothing. */
  volatile ClientOrder order;

  volatile boolean holdHeartbeats;
  final Queue<Promise<HeartbeatReply>> heldHeartbeats = new ConcurrentLinkedQueue<>();
  volatile boolean refuseHeartbeats;
  final AtomicInteger refusedHeartbeats = new AtomicInteger();
  volatile boolean refuseReports;
  final AtomicInteger refusedReports = new AtomicInteger();
  volatile boolean refuseLogs;
  volatile Verdict verdict = Verdict.COMMITTED;
  volatile Verdict progressVerdict = Verdict.COMMITTED;
  private HttpServer server;

  Future<Integer> listen(Vertx vertx, int port) {
    return listen(vertx, port, new HttpServerOptions());
  }

  Future<Integer> listen(Vertx vertx, int port, HttpServerOptions transport) {
    GrpcServer grpc = GrpcServer.server(vertx);
    grpc.addService(of(this));
    server = vertx.createHttpServer(transport).requestHandler(request -> note(grpc, request));
    return server.listen(port, "127.0.0.1").map(HttpServer::actualPort);
  }

  Future<Void> close() {
    return server.close();
  }

  private void note(GrpcServer grpc, HttpServerRequest request) {
    tokens.add(String.valueOf(request.getHeader("authorization")));
    grpc.handle(request);
  }

  @Override
  public Future<RegisterReply> register(RegisterRequest request) {
    if (refuseRegistrations != null) {
      refusedRegistrations.incrementAndGet();
      return Future.failedFuture(
          new StatusException(refuseRegistrations, "job.name 'x' must match [a-z]"));
    }
    registrations.add(request);
    sessionKnown = true;
    RegisterReply reply =
        RegisterReply.newBuilder()
            .setSession(session)
            .setHeartbeatIntervalMs(100)
            .setMode(mode(request.getMode()))
            .setUnreachable(request.getMode() == Mode.MODE_STREAM ? "" : unreachable)
            .build();
    return registering.map(reply);
  }

  private Mode mode(Mode asked) {
    if (asked != Mode.MODE_AUTO) {
      return asked;
    }
    return unreachable.isEmpty() ? Mode.MODE_DIRECT : Mode.MODE_STREAM;
  }

  @Override
  protected void commands(ReadStream<CommandAnswer> request, WriteStream<Command> response) {
    commands.open(request);
  }

  @Override
  public Future<HeartbeatReply> heartbeat(HeartbeatRequest request) {
    if (refuseHeartbeats) {
      refusedHeartbeats.incrementAndGet();
      return Future.failedFuture(new StatusException(GrpcStatus.UNAVAILABLE));
    }
    if (holdHeartbeats) {
      Promise<HeartbeatReply> held = Promise.promise();
      heldHeartbeats.add(held);
      return held.future();
    }
    if (unknown(request.getSession())) {
      return Future.failedFuture(new StatusException(GrpcStatus.NOT_FOUND, "session"));
    }
    heartbeats.add(request);
    answers.addAll(request.getAnswersList());
    HeartbeatReply.Builder reply = HeartbeatReply.newBuilder().setCounter(request.getCounter());
    for (AttemptRef ref = questions.poll(); ref != null; ref = questions.poll()) {
      reply.addQuestions(ref);
    }
    for (CancelOrder order = cancels.poll(); order != null; order = cancels.poll()) {
      reply.addCancels(order);
    }
    if (order != null) {
      reply.setOrder(order);
    }
    return Future.succeededFuture(reply.build());
  }

  @Override
  public Future<ReportReply> report(ReportRequest request) {
    if (refuseReports) {
      refusedReports.incrementAndGet();
      return Future.failedFuture(new StatusException(GrpcStatus.UNAVAILABLE, "not now"));
    }
    if (unknown(request.getSession())) {
      strangers.incrementAndGet();
      return Future.failedFuture(new StatusException(GrpcStatus.NOT_FOUND, "session"));
    }
    ReportReply.Builder reply = ReportReply.newBuilder();
    if (request.getReportsList().stream().anyMatch(spoilsReports)) {
      refusedReports.incrementAndGet();
      return Future.failedFuture(new StatusException(GrpcStatus.INVALID_ARGUMENT, "a spoiled one"));
    }
    reports.addAll(request.getReportsList());
    request
        .getReportsList()
        .forEach(
            report -> reply.addVerdicts(item(report.hasProgress() ? progressVerdict : verdict)));
    return Future.succeededFuture(reply.build());
  }

  @Override
  public Future<AppendLogsReply> appendLogs(AppendLogsRequest request) {
    if (refuseLogs) {
      return Future.failedFuture(new StatusException(GrpcStatus.UNAVAILABLE, "not now"));
    }
    if (request.getBatchesList().stream().anyMatch(spoilsLogs)) {
      return Future.failedFuture(new StatusException(GrpcStatus.INVALID_ARGUMENT, "a spoiled one"));
    }
    AppendLogsReply.Builder reply = AppendLogsReply.newBuilder();
    logs.addAll(request.getBatchesList());
    request.getBatchesList().forEach(batch -> reply.addVerdicts(item(verdict)));
    return Future.succeededFuture(reply.build());
  }

  @Override
  public Future<DeregisterReply> deregister(DeregisterRequest request) {
    goodbyes.add(request);
    return Future.succeededFuture(DeregisterReply.getDefaultInstance());
  }

  private boolean unknown(String given) {
    return !sessionKnown || !given.equals(session);
  }

  private static ItemVerdict item(Verdict told) {
    return ItemVerdict.newBuilder().setVerdict(told).build();
  }

  /** The ends that were reported for a task, repeated ones included. */
  List<Completion> ends(long task) {
    return reports.stream()
        .filter(report -> report.hasCompletion() && report.getAttempt().getTaskId() == task)
        .map(report -> report.getCompletion())
        .toList();
  }

  /** The lines of a task by their numbers. */
  List<LogLine> lines(long task) {
    Map<Long, LogLine> lines = new TreeMap<>();
    for (LogBatch batch : logs) {
      for (int i = 0; batch.getAttempt().getTaskId() == task && i < batch.getLinesCount(); i++) {
        lines.put(batch.getFirstSequence() + i, batch.getLines(i));
      }
    }
    return new ArrayList<>(lines.values());
  }
}
