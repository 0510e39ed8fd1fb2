package io.fss.scheduler;

import static io.fss.kernel.Await.await;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.proto.bus.v1.AnswerBatch;
import io.fss.proto.bus.v1.ReportBatch;
import io.fss.proto.v1.AttemptAnswer;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.ItemVerdict;
import io.fss.proto.v1.Progress;
import io.fss.proto.v1.Report;
import io.fss.proto.v1.ReportRequest;
import io.fss.proto.v1.Verdict;
import java.util.List;

/** Plays the clients' side of reports and of answers to questions. */
final class FakeClient {
  private final Bus bus;
  private final Clock clock;

  FakeClient(Bus bus, Clock clock) {
    this.bus = bus;
    this.clock = clock;
  }

  Verdict succeeds(FakeEdge.Sent sent) {
    return ends(sent, success());
  }

  Verdict fails(FakeEdge.Sent sent, String why) {
    return ends(sent, success().setOutcome(Completion.Outcome.FAILED).setMessage(why));
  }

  /** A success that took 7 ms and ends now. */
  Completion.Builder success() {
    return Completion.newBuilder()
        .setOutcome(Completion.Outcome.SUCCEEDED)
        .setMessage("done")
        .setStartedAtMs(clock.millis() - 7)
        .setEndedAtMs(clock.millis())
        .setDurationUs(7_000);
  }

  Verdict ends(FakeEdge.Sent sent, Completion.Builder end) {
    return report(sent.session(), end(sent, end)).get(0).getVerdict();
  }

  Verdict progresses(FakeEdge.Sent sent, int percent, String message) {
    Report report =
        Report.newBuilder()
            .setAttempt(ref(sent))
            .setProgress(Progress.newBuilder().setPercent(percent).setMessage(message))
            .build();
    return report(sent.session(), report).get(0).getVerdict();
  }

  static Report end(FakeEdge.Sent sent, Completion.Builder end) {
    return Report.newBuilder().setAttempt(ref(sent)).setCompletion(end).build();
  }

  static AttemptRef.Builder ref(FakeEdge.Sent sent) {
    return AttemptRef.newBuilder()
        .setTaskId(sent.execution().getTaskId())
        .setAttempt(sent.execution().getAttempt())
        .setScheduler(sent.execution().getScheduler());
  }

  List<ItemVerdict> report(String session, Report... reports) {
    ReportRequest.Builder request = ReportRequest.newBuilder().setSession(session);
    for (Report report : reports) {
      request.addReports(report);
    }
    return await(
            bus.request(Channels.TASK_REPORT, ReportBatch.newBuilder().setRequest(request).build()))
        .getVerdictsList();
  }

  /** Answers a question of the platform with the next heartbeat. */
  void answers(FakeEdge.Sent sent, AttemptAnswer.State state) {
    await(
        bus.request(
            Channels.TASK_ANSWER,
            AnswerBatch.newBuilder()
                .setSession(sent.session())
                .addAnswers(AttemptAnswer.newBuilder().setAttempt(ref(sent)).setState(state))
                .build()));
  }
}
