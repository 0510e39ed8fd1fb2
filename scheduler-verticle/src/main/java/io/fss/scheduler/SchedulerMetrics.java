package io.fss.scheduler;

import io.fss.kernel.Meters;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.ExecuteAnswer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What the scheduler counts; nothing of it is told apart by group or task, of which are many.
 * Single tasks are told of by {@link #traces}.
 */
final class SchedulerMetrics {
  private static final String NOT_SENT = "not_sent";
  private static final Set<TaskStatus> ENDS =
      EnumSet.of(
          TaskStatus.SUCCEEDED,
          TaskStatus.FAILED,
          TaskStatus.CANCELLED,
          TaskStatus.TIMED_OUT,
          TaskStatus.LOST);

  private final MeterRegistry registry;
  private final TaskTraces traces;
  private final Counter booked;
  private final Counter skipped;
  private final Counter dispatched;
  private final Counter accepted;
  private final Counter unanswered;
  private final Counter replanned;
  private final DistributionSummary bookings;
  private final DistributionSummary dispatches;
  private final Timer dispatchLateness;
  private final Timer startLateness;
  private final Timer durations;
  private final Map<String, Counter> refused = new HashMap<>();
  private final Map<TaskStatus, Counter> settled = new EnumMap<>(TaskStatus.class);

  SchedulerMetrics(MeterRegistry registry) {
    this(registry, TaskTraces.none());
  }

  SchedulerMetrics(MeterRegistry registry, TaskTraces traces) {
    this.registry = registry;
    this.traces = traces;
    this.booked = counter("fss.tasks.booked", "Attempts that were booked on a client");
    this.skipped = counter("fss.tasks.skipped", "Due tasks that were skipped instead of booked");
    this.dispatched = counter("fss.tasks.dispatched", "Attempts that were sent to a dispatcher");
    this.accepted = counter("fss.tasks.accepted", "Attempts that a client took");
    this.unanswered =
        counter("fss.tasks.unanswered", "Attempts without an answer; the client is asked again");
    this.replanned =
        counter("fss.tasks.replanned", "Groups that the audit found without a next task; stays 0");
    this.bookings =
        Meters.batch("fss.booking.batch", "tasks", "Tasks that were decided on in a transaction")
            .register(registry);
    this.dispatches =
        Meters.batch("fss.dispatch.batch", "tasks", "Attempts of a session that were sent together")
            .register(registry);
    this.dispatchLateness =
        Meters.lateness(
                "fss.tasks.dispatch.lateness",
                "From an attempt being due until it was sent, by the platform's clock; sent ahead"
                    + " counts as 0")
            .register(registry);
    this.startLateness =
        Meters.lateness(
                "fss.tasks.start.lateness",
                "From an ended attempt having been due until its job was entered, by the client's"
                    + " clock")
            .register(registry);
    this.durations =
        Meters.work("fss.tasks.duration", "Time that the jobs of ended attempts took")
            .register(registry);
    // Shown before they count: what begins at 1 is no increase to those who look at it.
    List.of("busy", "unknown_job", "shutting_down", "wrong_session", "stale", NOT_SENT)
        .forEach(this::refused);
    ENDS.forEach(this::settled);
  }

  /** Where single tasks are told of. */
  TaskTraces traces() {
    return traces;
  }

  private Counter counter(String name, String help) {
    return Counter.builder(name).description(help).register(registry);
  }

  /** Shows what memory holds. */
  void watch(Backlog backlog, InFlight inFlight) {
    FunctionCounter.builder("fss.tasks.due", backlog, Backlog::due)
        .description("Tasks that became due in this process's memory")
        .register(registry);
    gauge("fss.tasks.staged", "Tasks in memory that are due or due soon", backlog::size);
    gauge("fss.tasks.ready", "Tasks in memory that are due and not booked", backlog::ready);
    gauge("fss.tasks.in.flight", "Attempts that are booked and not settled", inFlight::size);
  }

  /** Shows what this scheduler looks after. */
  void watch(Peers peers) {
    gauge("fss.scheduler.shards", "Shards of the groups looked after here", peers::shards);
    gauge("fss.scheduler.peers", "Live schedulers seen here, this one among them", peers::size);
  }

  /** Shows what is booked and not sent. */
  void watch(Sender sender) {
    gauge("fss.tasks.held", "Attempts that are booked ahead and held until due", sender::held);
    gauge(
        "fss.dispatch.queued",
        "Attempts that wait since too many of their session are unanswered",
        sender::queued);
  }

  private void gauge(String name, String help, Supplier<Number> value) {
    Gauge.builder(name, value).description(help).register(registry);
  }

  /** A transaction of so many tasks is about to be. */
  void booking(int tasks) {
    bookings.record(tasks);
  }

  void booked(int n, int skips) {
    booked.increment(n);
    skipped.increment(skips);
  }

  /** A batch leaves at this instant, UTC milliseconds. */
  void dispatched(List<Booked> batch, long now) {
    dispatches.record(batch.size());
    dispatched.increment(batch.size());
    for (Booked one : batch) {
      dispatchLateness.record(Math.max(0, now - one.dueAt()), TimeUnit.MILLISECONDS);
    }
  }

  void unanswered(int n) {
    unanswered.increment(n);
  }

  /** A dispatcher had no way to the client. */
  void notSent(int n) {
    refused(NOT_SENT).increment(n);
  }

  /** A client took an attempt, or definitely did not start it, or cannot tell. */
  void answered(ExecuteAnswer.Answer answer) {
    switch (answer) {
      case ACCEPTED -> accepted.increment();
      case BUSY, UNKNOWN_JOB, SHUTTING_DOWN, WRONG_SESSION, STALE ->
          refused(answer.name().toLowerCase(Locale.ROOT)).increment();
      case DUPLICATE, ANSWER_UNSPECIFIED, UNRECOGNIZED -> unanswered.increment();
    }
  }

  private Counter refused(String answer) {
    return refused.computeIfAbsent(
        answer,
        first ->
            Counter.builder("fss.tasks.refused")
                .description("Attempts that a client definitely did not start, by its answer")
                .tag("answer", first)
                .register(registry));
  }

  void replanned(int n) {
    replanned.increment(n);
  }

  private Counter settled(TaskStatus status) {
    return settled.computeIfAbsent(
        status,
        first ->
            Counter.builder("fss.tasks.settled")
                .description("Tasks that ended, by result")
                .tag("result", first.name().toLowerCase(Locale.ROOT))
                .register(registry));
  }

  /** A task ended. */
  void settled(TaskInfo task) {
    settled(task.getStatus()).increment();
    if (task.getStartedAtMs() > 0 && task.getDueAtMs() > 0) {
      long late = task.getStartedAtMs() - task.getDueAtMs();
      startLateness.record(Math.max(0, late), TimeUnit.MILLISECONDS);
      durations.record(task.getDurationUs(), TimeUnit.MICROSECONDS);
    }
  }
}
