package io.fss.client;

import io.fss.proto.v1.AttemptAnswer;
import io.fss.proto.v1.CancelOrder;
import io.fss.proto.v1.CancelReply;
import io.fss.proto.v1.CancelRequest;
import io.fss.proto.v1.ExecuteAnswer;
import io.fss.proto.v1.ExecuteAnswer.Answer;
import io.fss.proto.v1.ExecuteReply;
import io.fss.proto.v1.ExecuteRequest;
import io.fss.proto.v1.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The one place where commands arrive, whatever brought them: answers at once, before a job runs.
 * An attempt that was seen before is a duplicate whatever else is wrong with it, because a definite
 * no would let the platform run a second one beside it.
 */
final class Intake {
  private static final int MAX_UNACKNOWLEDGED = 10_000;

  /**
   * An Execute is never longer under way, however long its lease is: half the time for which every
   * mark is kept at least, so that a late one finds its mark or is stale.
   */
  private static final long MAX_TRAVEL_MS = Memory.KEPT_MS / 2;

  private final SessionId session;
  private final Map<String, JobEntry> jobs;
  private final int capacity;
  private final Attempts attempts;
  private final Pulse pulse;
  private final Memory memory;
  private final Workshop workshop;
  private final JobRunner runner;
  private volatile boolean closing;

  Intake(
      SessionId session,
      Map<String, JobEntry> jobs,
      int capacity,
      Attempts attempts,
      Pulse pulse,
      Memory memory,
      Workshop workshop,
      JobRunner runner) {
    this.session = session;
    this.jobs = jobs;
    this.capacity = capacity;
    this.attempts = attempts;
    this.pulse = pulse;
    this.memory = memory;
    this.workshop = workshop;
    this.runner = runner;
  }

  /** From now on every attempt is refused; synchronized so that none is half accepted then. */
  synchronized void close() {
    closing = true;
  }

  /** Whether every attempt is refused. */
  boolean closing() {
    return closing;
  }

  /** One answer an execution; synchronized because capacity is checked before it is taken. */
  synchronized ExecuteReply execute(ExecuteRequest request) {
    String live = session.value();
    boolean foreign = live.isEmpty() || !request.getSession().equals(live);
    ExecuteReply.Builder reply = ExecuteReply.newBuilder();
    List<Attempt> accepted = new ArrayList<>(request.getExecutionsCount());
    for (Execution execution : request.getExecutionsList()) {
      Answer answer = answer(execution, request.getHeartbeat(), foreign, accepted);
      reply.addAnswers(
          ExecuteAnswer.newBuilder()
              .setTaskId(execution.getTaskId())
              .setAttempt(execution.getAttempt())
              .setAnswer(answer));
    }
    runner.run(accepted);
    return reply.build();
  }

  /** One answer an order. */
  CancelReply cancel(CancelRequest request) {
    boolean foreign = !request.getSession().equals(session.value());
    CancelReply.Builder reply = CancelReply.newBuilder();
    for (CancelOrder order : request.getOrdersList()) {
      reply.addAnswers(foreign ? cancelForeign(order) : attempts.cancel(order));
    }
    return reply.build();
  }

  /**
   * An order for another session is for another process of this client, unless this one had that
   * session before: what was never seen here may well have been started there.
   */
  private AttemptAnswer cancelForeign(CancelOrder order) {
    return memory.known(AttemptKey.of(order.getAttempt())) == Memory.Mark.ACCEPTED
        ? attempts.cancel(order)
        : AttemptAnswer.newBuilder().setAttempt(order.getAttempt()).build();
  }

  private Answer answer(
      Execution execution, long heartbeat, boolean foreign, List<Attempt> accepted) {
    if (memory.forgotten(heartbeat)) {
      // No mark: it would only push out others, and this heartbeat stays forgotten for ever.
      Memory.Mark known = memory.known(AttemptKey.of(execution));
      return known == null ? Answer.STALE : known(known);
    }
    Answer no = refusal(execution, heartbeat, foreign);
    return no == null ? accept(execution, heartbeat, accepted) : refuse(execution, no);
  }

  private Answer refusal(Execution execution, long heartbeat, boolean foreign) {
    if (foreign) {
      return Answer.WRONG_SESSION;
    }
    if (stale(heartbeat, Attempt.leaseMs(execution))) {
      return Answer.STALE;
    }
    if (closing) {
      return Answer.SHUTTING_DOWN;
    }
    JobEntry job = jobs.get(execution.getJob());
    if (job == null) {
      return Answer.UNKNOWN_JOB;
    }
    return busy(job) ? Answer.BUSY : null;
  }

  /** What would be stopped at once is better refused: a definite no costs the task no try. */
  private boolean stale(long heartbeat, long leaseMs) {
    return pulse.ageMs(heartbeat) > Math.min(leaseMs, MAX_TRAVEL_MS)
        || Attempt.fenced(leaseMs, pulse.silenceMs());
  }

  private boolean busy(JobEntry job) {
    return job.full()
        || attempts.running() >= capacity
        || workshop.reports().unacknowledged() >= MAX_UNACKNOWLEDGED;
  }

  private Answer refuse(Execution execution, Answer no) {
    Memory.Mark known = attempts.refuse(AttemptKey.of(execution), Attempt.leaseMs(execution));
    return known == null ? no : known(known);
  }

  private Answer accept(Execution execution, long heartbeat, List<Attempt> accepted) {
    JobEntry job = jobs.get(execution.getJob());
    Attempt attempt = new Attempt(execution, AttemptKey.of(execution), heartbeat, job, workshop);
    Memory.Mark known = attempts.accept(attempt);
    if (known != null) {
      return known(known);
    }
    if (stale(heartbeat, attempt.leaseMs())) {
      // The process was frozen after the first look, and the fence did not see the attempt before.
      attempt.cancel(Attempt.FENCED);
    }
    accepted.add(attempt);
    return Answer.ACCEPTED;
  }

  private static Answer known(Memory.Mark mark) {
    return mark == Memory.Mark.TOMBSTONE ? Answer.STALE : Answer.DUPLICATE;
  }
}
