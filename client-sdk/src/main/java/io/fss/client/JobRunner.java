package io.fss.client;

import io.fss.proto.v1.Completion;
import io.fss.proto.v1.Completion.Outcome;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Enters jobs and takes their ends: asynchronous ones on the jobs' context, others on the pool. */
final class JobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

  private final Context context;
  private final BlockingPool pool;
  private final ClientClock clock;
  private final Attempts attempts;
  private final Reports reports;
  private final Ends ends;

  JobRunner(
      Context context,
      BlockingPool pool,
      ClientClock clock,
      Attempts attempts,
      Reports reports,
      Ends ends) {
    this.context = context;
    this.pool = pool;
    this.clock = clock;
    this.attempts = attempts;
    this.reports = reports;
    this.ends = ends;
  }

  void run(List<Attempt> accepted) {
    Map<Integer, List<Attempt>> async = new TreeMap<>();
    Map<Integer, List<Attempt>> blocking = new TreeMap<>();
    for (Attempt attempt : accepted) {
      Map<Integer, List<Attempt>> waits = attempt.entry().async() == null ? blocking : async;
      waits.computeIfAbsent(attempt.startInMs(), wait -> new ArrayList<>()).add(attempt);
    }
    // Jobs that block wait here, out of reach of an asynchronous one that blocks where it must not.
    blocking.forEach((wait, attempts) -> after(wait, () -> attempts.forEach(this::hand)));
    if (!async.isEmpty()) {
      context.runOnContext(
          on ->
              async.forEach(
                  (wait, attempts) -> after(wait, () -> attempts.forEach(this::dispatch))));
    }
  }

  private void after(int wait, Runnable deed) {
    if (wait == 0) {
      deed.run();
    } else {
      context.owner().setTimer(wait, over -> deed.run());
    }
  }

  private void hand(Attempt attempt) {
    try {
      pool.execute(attempt.entry(), () -> block(attempt));
    } catch (RejectedExecutionException closed) {
      end(attempt, Outcome.FAILED, "the client has been closed");
    }
  }

  private void dispatch(Attempt attempt) {
    ((ContextInternal) attempt.context()).dispatch(attempt, this::enter);
  }

  private void enter(Attempt attempt) {
    if (stopped(attempt)) {
      return;
    }
    Future<?> future;
    try {
      future = attempt.entry().async().run(attempt);
    } catch (Throwable failure) {
      failed(attempt, failure);
      return;
    }
    if (future == null) {
      failed(attempt, new IllegalStateException("the job returned null instead of a Future"));
      return;
    }
    future.onComplete(value -> succeeded(attempt, value), failure -> failed(attempt, failure));
  }

  private void block(Attempt attempt) {
    if (stopped(attempt)) {
      return;
    }
    Object value;
    Speaker speaker = Speaker.enter(attempt);
    try {
      value = attempt.entry().blocking().run(attempt);
    } catch (Throwable failure) {
      failed(attempt, failure);
      return;
    } finally {
      speaker.leave();
    }
    succeeded(attempt, value);
  }

  /** Nothing starts that was cancelled meanwhile or whose lease can no longer be proven. */
  private boolean stopped(Attempt attempt) {
    if (attempts.fenced(attempt)) {
      attempt.cancel(Attempt.FENCED);
    }
    if (attempt.isCancelled()) {
      cancelled(attempt, "not started");
      return true;
    }
    attempt.started();
    return false;
  }

  private void succeeded(Attempt attempt, Object value) {
    String text;
    try {
      text = value == null ? "" : value.toString();
    } catch (RuntimeException failure) {
      failed(attempt, failure);
      return;
    }
    end(attempt, Outcome.SUCCEEDED, text);
  }

  private void failed(Attempt attempt, Throwable failure) {
    String reason = Text.reason(failure);
    if (attempt.isCancelled()) {
      cancelled(attempt, reason);
      return;
    }
    attempt.log().error("the job failed: " + reason, failure);
    end(attempt, Outcome.FAILED, reason);
  }

  /** CANCELLED ends a task for good: only the platform may want that, never this process. */
  private void cancelled(Attempt attempt, String how) {
    String order = attempt.cancelOrder();
    Cancellation.Signal signal = attempt.stopSignal();
    if (order != null) {
      end(attempt, Outcome.CANCELLED, order + " (" + how + ")");
    } else if (signal.outcome() == Outcome.TIMED_OUT) {
      end(attempt, Outcome.TIMED_OUT, signal.reason() + " (" + how + ")");
    } else {
      end(
          attempt,
          Outcome.FAILED,
          "cancelled by the client: " + signal.reason() + " (" + how + ")");
    }
  }

  private void end(Attempt attempt, Outcome outcome, String message) {
    attempt.over();
    Completion completion =
        Completion.newBuilder()
            .setOutcome(outcome)
            .setMessage(Text.cut(message, Text.RESULT))
            .setStartedAtMs(attempt.startedMillis())
            .setEndedAtMs(clock.millis())
            .setDurationUs(attempt.ranMicros())
            .setNextAtMs(attempt.nextAtMs())
            .setData(attempt.changedData())
            .setDataVersion(attempt.dataVersion())
            .build();
    // First the report, then the slot: whoever waits for both to be gone misses neither.
    if (reports.completed(attempt, completion)) {
      ends.tell(attempt, completion);
      attempts.ended(attempt);
    } else {
      LOG.warn("attempt {} ended twice; the first end counts", attempt.key());
    }
  }
}
