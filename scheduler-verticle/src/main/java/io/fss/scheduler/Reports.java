package io.fss.scheduler;

import io.fss.kernel.Clock;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.bus.v1.Violation;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.ItemVerdict;
import io.fss.proto.v1.Progress;
import io.fss.proto.v1.Report;
import io.fss.proto.v1.ReportReply;
import io.fss.proto.v1.ReportRequest;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Takes what clients report; every report of a batch is answered by itself. */
final class Reports {
  private static final int MESSAGE_KEPT = 4_000;
  private static final int PROGRESS_KEPT = 1_000;

  private final Settler settler;
  private final Clock clock;

  Reports(Settler settler, Clock clock) {
    this.settler = settler;
    this.clock = clock;
  }

  Future<ReportReply> take(ReportRequest request) {
    List<Future<ItemVerdict>> verdicts = new ArrayList<>(request.getReportsCount());
    for (Report report : request.getReportsList()) {
      verdicts.add(take(request.getSession(), report));
    }
    return Future.join(verdicts)
        .map(
            done -> {
              ReportReply.Builder reply = ReportReply.newBuilder();
              verdicts.forEach(verdict -> reply.addVerdicts(verdict.result()));
              return reply.build();
            });
  }

  private Future<ItemVerdict> take(String session, Report report) {
    AttemptRef ref = report.getAttempt();
    if (ref.getTaskId() <= 0 || ref.getAttempt() <= 0) {
      return invalid(
          "attempt (%d, %d): task_id and attempt must be positive"
              .formatted(ref.getTaskId(), ref.getAttempt()));
    }
    if (session.isEmpty()) {
      return invalid("session '': must be the one of the registration");
    }
    return switch (report.getKindCase()) {
      case PROGRESS -> progress(session, ref, report.getProgress());
      case COMPLETION -> completion(session, ref, report.getCompletion());
      case KIND_NOT_SET -> invalid("kind '': must be progress or completion");
    };
  }

  private Future<ItemVerdict> progress(String session, AttemptRef ref, Progress progress) {
    if (progress.getPercent() < 0 || progress.getPercent() > 100) {
      return invalid("progress.percent '%d': must be 0-100".formatted(progress.getPercent()));
    }
    return settler.settle(
        new Change.Progressed(
            ref.getTaskId(),
            ref.getAttempt(),
            session,
            progress.getPercent(),
            cut(progress.getMessage(), PROGRESS_KEPT)));
  }

  private Future<ItemVerdict> completion(String session, AttemptRef ref, Completion end) {
    TaskStatus status =
        switch (end.getOutcome()) {
          case SUCCEEDED -> TaskStatus.SUCCEEDED;
          case FAILED -> TaskStatus.FAILED;
          case CANCELLED -> TaskStatus.CANCELLED;
          case TIMED_OUT -> TaskStatus.TIMED_OUT;
          default -> TaskStatus.TASK_STATUS_UNSPECIFIED;
        };
    if (status == TaskStatus.TASK_STATUS_UNSPECIFIED) {
      return invalid(
          "completion.outcome '%d': must be SUCCEEDED, FAILED, CANCELLED or TIMED_OUT"
              .formatted(end.getOutcomeValue()));
    }
    // Data that cannot be kept must not keep the end of the task from being written.
    String dataFault = dataFault(end.getData());
    return settler.settle(
        new Change.Ended(
            ref.getTaskId(),
            ref.getAttempt(),
            session,
            status,
            true,
            cut(end.getMessage(), MESSAGE_KEPT) + dataFault,
            Math.max(0, end.getStartedAtMs()),
            end.getEndedAtMs() > 0 ? end.getEndedAtMs() : clock.millis(),
            Math.max(0, end.getDurationUs()),
            Math.max(0, end.getNextAtMs()),
            dataFault.isEmpty() ? end.getData() : "",
            end.getDataVersion(),
            clock.millis()));
  }

  private static String dataFault(String data) {
    List<Violation> broken = GroupRules.checkJson("data", data);
    return broken.isEmpty() ? "" : " [data not kept: it %s]".formatted(broken.get(0).getRule());
  }

  /** What can be kept of a text: PostgreSQL takes no character zero. */
  private static String cut(String said, int most) {
    String text = said.indexOf(0) < 0 ? said : said.replace('\u0000', '\uFFFD');
    if (text.length() <= most) {
      return text;
    }
    return text.substring(0, most) + " …[cut: %d characters]".formatted(text.length());
  }

  private static Future<ItemVerdict> invalid(String message) {
    return Future.succeededFuture(Settler.verdict(Verdict.INVALID, message));
  }
}
