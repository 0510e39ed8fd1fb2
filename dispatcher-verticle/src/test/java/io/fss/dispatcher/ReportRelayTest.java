package io.fss.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.dispatcher.DispatcherFixture.Answer;
import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.ReportBatch;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.ItemVerdict;
import io.fss.proto.v1.PlatformGrpcClient;
import io.fss.proto.v1.Report;
import io.fss.proto.v1.ReportReply;
import io.fss.proto.v1.ReportRequest;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReportRelayTest {
  private final DispatcherFixture fss = new DispatcherFixture();
  private final List<ReportBatch> anybody = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    fss.close();
  }

  private void anySchedulerAnswers() {
    fss.serve(
        Channels.TASK_REPORT,
        batch -> {
          anybody.add(batch);
          return Future.succeededFuture(verdicts(batch, "any"));
        });
  }

  private List<ReportBatch> schedulerAt(String node) {
    return fss.serveAt(node, Channels.TASK_REPORT, batch -> verdicts(batch, node));
  }

  /** Says of each report who wrote it and which it was. */
  private static ReportReply verdicts(ReportBatch batch, String who) {
    ReportReply.Builder reply = ReportReply.newBuilder();
    for (Report report : batch.getRequest().getReportsList()) {
      reply.addVerdicts(
          ItemVerdict.newBuilder()
              .setVerdict(Verdict.COMMITTED)
              .setMessage(who + " " + report.getAttempt().getTaskId()));
    }
    return reply.build();
  }

  private static Report report(long task, String scheduler) {
    return Report.newBuilder()
        .setAttempt(AttemptRef.newBuilder().setTaskId(task).setAttempt(1).setScheduler(scheduler))
        .build();
  }

  private Answer<ReportReply> send(Report... reports) {
    return fss.call(
        PlatformGrpcClient.Report,
        ReportRequest.newBuilder().setSession("s1").addAllReports(List.of(reports)).build());
  }

  private List<ItemVerdict> verdictsOf(Report... reports) {
    return send(reports).reply().getVerdictsList();
  }

  @Test
  void every_report_goes_to_the_scheduler_that_booked_it_and_answers_keep_their_order() {
    List<ReportBatch> two = schedulerAt("n2");
    List<ReportBatch> three = schedulerAt("n3");

    List<ItemVerdict> verdicts =
        verdictsOf(report(1, "n2"), report(2, "n3"), report(3, "n2"), report(4, "n3"));

    assertThat(verdicts)
        .extracting(ItemVerdict::getMessage)
        .containsExactly("n2 1", "n3 2", "n2 3", "n3 4");
    assertThat(two).hasSize(1);
    assertThat(three).hasSize(1);
    assertThat(two.get(0).getRequest().getSession()).isEqualTo("s1");
  }

  @Test
  void the_reports_of_a_scheduler_that_is_gone_go_to_any_other() {
    anySchedulerAnswers();
    schedulerAt("n2");

    List<ItemVerdict> verdicts = verdictsOf(report(1, "gone"), report(2, "n2"));

    assertThat(verdicts).extracting(ItemVerdict::getMessage).containsExactly("any 1", "n2 2");
  }

  @Test
  void reports_that_name_no_scheduler_go_to_any() {
    anySchedulerAnswers();

    assertThat(verdictsOf(report(1, "")))
        .extracting(ItemVerdict::getMessage)
        .containsExactly("any 1");
  }

  @Test
  void when_no_scheduler_answers_the_client_is_told_to_send_again() {
    schedulerAt("n2");

    List<ItemVerdict> verdicts = verdictsOf(report(1, "gone"), report(2, "n2"), report(3, ""));

    assertThat(verdicts)
        .extracting(ItemVerdict::getVerdict)
        .containsExactly(Verdict.RETRY, Verdict.COMMITTED, Verdict.RETRY);
    assertThat(verdicts.get(0).getMessage()).contains("No handlers");
  }

  @Test
  void an_oversized_batch_is_refused_as_a_whole() {
    anySchedulerAnswers();
    ReportRequest.Builder request = ReportRequest.newBuilder();
    for (int i = 0; i <= 1_000; i++) {
      request.addReports(report(i + 1, ""));
    }

    Answer<ReportReply> answer = fss.call(PlatformGrpcClient.Report, request.build());

    assertThat(answer.status()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    assertThat(answer.message()).isEqualTo("reports '1001': must be at most 1000");
    assertThat(anybody).isEmpty();
  }

  @Test
  void an_empty_batch_is_answered_empty() {
    assertThat(verdictsOf()).isEmpty();
  }
}
