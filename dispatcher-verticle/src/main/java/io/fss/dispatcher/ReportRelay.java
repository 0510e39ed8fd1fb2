package io.fss.dispatcher;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.ReportBatch;
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

/**
 * Hands reports to the scheduler that booked the attempt, else to any: the rows are the same, the
 * booker only has them at hand.
 */
final class ReportRelay {
  private static final int MOST = 1_000;

  private final Bus bus;

  ReportRelay(Bus bus) {
    this.bus = bus;
  }

  Future<ReportReply> relay(ReportRequest request) {
    if (request.getReportsCount() > MOST) {
      throw Refusal.invalid("reports", request.getReportsCount(), "must be at most " + MOST);
    }
    Map<String, List<Integer>> byScheduler = new LinkedHashMap<>();
    for (int i = 0; i < request.getReportsCount(); i++) {
      byScheduler
          .computeIfAbsent(
              request.getReports(i).getAttempt().getScheduler(), s -> new ArrayList<>())
          .add(i);
    }
    ItemVerdict[] verdicts = new ItemVerdict[request.getReportsCount()];
    List<Future<Void>> parts = new ArrayList<>();
    byScheduler.forEach(
        (scheduler, places) -> parts.add(part(request, scheduler, places, verdicts)));
    return Future.join(parts)
        .map(done -> ReportReply.newBuilder().addAllVerdicts(List.of(verdicts)).build());
  }

  private Future<Void> part(
      ReportRequest request, String scheduler, List<Integer> places, ItemVerdict[] verdicts) {
    List<Report> reports = places.stream().map(request::getReports).toList();
    ReportBatch batch =
        ReportBatch.newBuilder()
            .setRequest(
                ReportRequest.newBuilder().setSession(request.getSession()).addAllReports(reports))
            .build();
    return send(scheduler, batch)
        .transform(
            answer -> {
              for (int i = 0; i < places.size(); i++) {
                verdicts[places.get(i)] =
                    answer.succeeded() ? answer.result().getVerdicts(i) : retry(answer.cause());
              }
              return Future.succeededFuture();
            });
  }

  private Future<ReportReply> send(String scheduler, ReportBatch batch) {
    if (scheduler.isEmpty()) {
      return bus.request(Channels.TASK_REPORT, batch);
    }
    // A second delivery of the same report is answered STALE and changes nothing.
    return bus.request(Channels.TASK_REPORT, scheduler, batch)
        .recover(gone -> bus.request(Channels.TASK_REPORT, batch));
  }

  private static ItemVerdict retry(Throwable failure) {
    return ItemVerdict.newBuilder()
        .setVerdict(Verdict.RETRY)
        .setMessage(String.valueOf(failure.getMessage()))
        .build();
  }
}
