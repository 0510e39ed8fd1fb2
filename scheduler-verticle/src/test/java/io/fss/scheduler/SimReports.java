package io.fss.scheduler;

import io.fss.proto.v1.Completion;
import io.fss.proto.v1.ItemVerdict;
import io.fss.proto.v1.Progress;
import io.fss.proto.v1.Report;
import io.fss.proto.v1.ReportReply;
import io.fss.proto.v1.ReportRequest;
import io.fss.proto.v1.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reports of one client process on their way: kept until acknowledged, one batch in flight. */
final class SimReports {
  private static final long CALL_MS = 10_000;
  private static final long PAUSE_MS = 300;

  private final SimProcess process;
  private final SimNetwork network;
  private final String session;
  private final Supplier<SimEdge> edge;
  private final SimJobs jobs;
  private final Map<SimAttemptKey, SimAttempt> waiting = new LinkedHashMap<>();
  private boolean flying;

  SimReports(
      SimProcess process,
      SimNetwork network,
      String session,
      Supplier<SimEdge> edge,
      SimJobs jobs) {
    this.process = process;
    this.network = network;
    this.session = session;
    this.edge = edge;
    this.jobs = jobs;
  }

  /** One report of a batch in flight. */
  private record Sent(SimAttempt attempt, Report report) {}

  boolean isEmpty() {
    return waiting.isEmpty() && !flying;
  }

  void progress(SimAttempt attempt, int percent) {
    attempt.progress =
        Report.newBuilder()
            .setAttempt(attempt.ref())
            .setProgress(Progress.newBuilder().setPercent(percent).setMessage("at " + percent))
            .build();
    put(attempt);
  }

  void completed(SimAttempt attempt, Completion end) {
    attempt.completion = Report.newBuilder().setAttempt(attempt.ref()).setCompletion(end).build();
    put(attempt);
  }

  private void put(SimAttempt attempt) {
    waiting.put(attempt.key, attempt);
    if (!flying) {
      flying = true;
      process.after(0, this::send);
    }
  }

  private void send() {
    if (waiting.isEmpty()) {
      flying = false;
      return;
    }
    List<Sent> batch = new ArrayList<>();
    for (SimAttempt attempt : waiting.values()) {
      if (attempt.progress != null) {
        batch.add(new Sent(attempt, attempt.progress));
      }
      if (attempt.completion != null) {
        batch.add(new Sent(attempt, attempt.completion));
      }
      attempt.progress = null;
      attempt.completion = null;
    }
    waiting.clear();
    ReportRequest.Builder request = ReportRequest.newBuilder().setSession(session);
    batch.forEach(one -> request.addReports(one.report()));
    SimEdge to = edge.get();
    network
        .call(process, to.process(), CALL_MS, () -> to.report(request.build()))
        .onComplete(
            reply -> landed(batch, reply),
            failure -> {
              batch.forEach(this::putBack);
              process.afterMs(PAUSE_MS, this::send);
            });
  }

  private void landed(List<Sent> batch, ReportReply reply) {
    boolean again = false;
    for (int i = 0; i < batch.size(); i++) {
      ItemVerdict verdict = reply.getVerdicts(i);
      if (verdict.getVerdict() == Verdict.RETRY) {
        again = true;
        putBack(batch.get(i));
      } else {
        jobs.answered(session, batch.get(i).report(), verdict);
      }
    }
    process.afterMs(again ? PAUSE_MS : 0, this::send);
  }

  private void putBack(Sent sent) {
    SimAttempt attempt = sent.attempt();
    if (sent.report().hasCompletion()) {
      attempt.completion = sent.report();
    } else if (attempt.progress == null) {
      attempt.progress = sent.report();
    }
    waiting.put(attempt.key, attempt);
  }
}
