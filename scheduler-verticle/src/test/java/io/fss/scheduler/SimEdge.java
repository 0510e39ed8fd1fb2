package io.fss.scheduler;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.CancelBatch;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.bus.v1.DispatchBatch;
import io.fss.proto.bus.v1.DispatchReply;
import io.fss.proto.bus.v1.ReportBatch;
import io.fss.proto.v1.CancelReply;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.HeartbeatReply;
import io.fss.proto.v1.HeartbeatRequest;
import io.fss.proto.v1.ItemVerdict;
import io.fss.proto.v1.Report;
import io.fss.proto.v1.ReportReply;
import io.fss.proto.v1.ReportRequest;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** The dispatcher by its laws: forwards in both directions and keeps no truth. */
final class SimEdge {
  private static final long ANSWER_MS = 1_500;
  private static final long REGISTRY_MS = 2_000;

  private final String name;
  private final SimWorld world;
  private final SimNetwork network;
  private final SimRegistry registry;
  private final Function<String, SimWorker> workers;
  private SimProcess process;
  private Bus bus;

  /**
   * Makes one.
   *
   * @param workers the process that listens at an address, or null
   */
  SimEdge(
      String name,
      SimWorld world,
      SimNetwork network,
      SimRegistry registry,
      Function<String, SimWorker> workers) {
    this.name = name;
    this.world = world;
    this.network = network;
    this.registry = registry;
    this.workers = workers;
  }

  String name() {
    return name;
  }

  SimProcess process() {
    return process;
  }

  boolean isUp() {
    return process != null && !process.isDead();
  }

  void start() {
    process = new SimProcess(world, name, 0);
    world.trace(() -> name + " starts");
    bus = new Bus(new SimVertx(process, network).vertx(), name);
    bus.serveHereToo(Channels.TASK_DISPATCH, this::dispatch);
    bus.serveHereToo(Channels.TASK_CANCEL, this::cancel);
  }

  void crash() {
    if (isUp()) {
      SimProcess dead = process;
      dead.kill();
      network.forget(dead);
    }
  }

  // ---- to the clients

  private Future<DispatchReply> dispatch(DispatchBatch batch) {
    SimWorker worker = worker(batch.getEndpoint());
    SimProcess to = worker == null ? null : worker.process();
    if (world.breach == SimBreach.EXECUTE_ASTRAY) {
      astray(batch);
    }
    return network
        .call(
            process,
            to,
            ANSWER_MS,
            () -> Future.succeededFuture(worker.execute(batch.getRequest())))
        .map(reply -> DispatchReply.newBuilder().setReply(reply).build())
        .recover(
            failure ->
                failure instanceof SimNetwork.NotConnected
                    ? Future.succeededFuture(
                        DispatchReply.newBuilder()
                            .setNotSent(true)
                            .setMessage("connection refused")
                            .build())
                    : Future.failedFuture(Refusal.unavailable(failure.getMessage())));
  }

  /** Who takes the secret: another process at the same address refuses it unread. */
  private SimWorker worker(Endpoint endpoint) {
    SimWorker worker = workers.apply(endpoint.getHost());
    return worker != null && worker.session().equals(endpoint.getSecret()) ? worker : null;
  }

  private void astray(DispatchBatch batch) {
    SimWorker other = workers.apply(batch.getEndpoint().getHost().equals("c0") ? "c1" : "c0");
    if (other != null) {
      other.process().after(0, () -> other.execute(batch.getRequest()));
    }
  }

  private Future<CancelReply> cancel(CancelBatch batch) {
    // Whoever is there: also a later process, which must see by itself that it is not meant.
    SimWorker worker = workers.apply(batch.getEndpoint().getHost());
    SimProcess to = worker == null ? null : worker.process();
    return network
        .call(
            process, to, ANSWER_MS, () -> Future.succeededFuture(worker.cancel(batch.getRequest())))
        .recover(failure -> Future.failedFuture(Refusal.unavailable(failure.getMessage())));
  }

  // ---- to the platform

  Future<String> register(ClientInfo client) {
    return ask(() -> registry.register(client));
  }

  Future<HeartbeatReply> beat(HeartbeatRequest request) {
    return ask(() -> registry.beat(request));
  }

  Future<Void> goodbye(String session) {
    return ask(() -> registry.goodbye(session));
  }

  private <R> Future<R> ask(Supplier<Future<R>> question) {
    return network.call(process, registry.process(), REGISTRY_MS, question);
  }

  /** Hands reports to the scheduler that booked the attempt, else to any. */
  Future<ReportReply> report(ReportRequest request) {
    Map<String, List<Integer>> parts = new LinkedHashMap<>();
    for (int i = 0; i < request.getReportsCount(); i++) {
      parts
          .computeIfAbsent(
              request.getReports(i).getAttempt().getScheduler(), s -> new ArrayList<>())
          .add(i);
    }
    ItemVerdict[] verdicts = new ItemVerdict[request.getReportsCount()];
    List<Future<Void>> all = new ArrayList<>();
    parts.forEach((scheduler, places) -> all.add(report(request, scheduler, places, verdicts)));
    return Future.join(all)
        .map(done -> ReportReply.newBuilder().addAllVerdicts(List.of(verdicts)).build());
  }

  private Future<Void> report(
      ReportRequest request, String scheduler, List<Integer> places, ItemVerdict[] verdicts) {
    List<Report> reports = places.stream().map(request::getReports).toList();
    ReportBatch batch =
        ReportBatch.newBuilder()
            .setRequest(
                ReportRequest.newBuilder().setSession(request.getSession()).addAllReports(reports))
            .build();
    return bus.request(Channels.TASK_REPORT, scheduler, batch)
        .recover(away -> bus.request(Channels.TASK_REPORT, batch))
        .transform(
            answer -> {
              for (int i = 0; i < places.size(); i++) {
                verdicts[places.get(i)] =
                    answer.succeeded()
                        ? answer.result().getVerdicts(i)
                        : ItemVerdict.newBuilder().setVerdict(Verdict.RETRY).build();
              }
              return Future.succeededFuture();
            });
  }
}
