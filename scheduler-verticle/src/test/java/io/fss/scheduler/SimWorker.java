package io.fss.scheduler;

import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.v1.AttemptAnswer;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.CancelOrder;
import io.fss.proto.v1.CancelReply;
import io.fss.proto.v1.CancelRequest;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.ExecuteAnswer;
import io.fss.proto.v1.ExecuteAnswer.Answer;
import io.fss.proto.v1.ExecuteReply;
import io.fss.proto.v1.ExecuteRequest;
import io.fss.proto.v1.Execution;
import io.fss.proto.v1.HeartbeatReply;
import io.fss.proto.v1.HeartbeatRequest;
import io.fss.proto.v1.JobDeclaration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One process of a client, by the rules of the SDK: it takes an attempt once, answers what it is
 * asked, resends what is not acknowledged and stops what it can no longer prove (laws 5, 6 and 8).
 */
final class SimWorker {
  private static final long BEAT_MS = 2_500;
  private static final long RETRY_MS = 500;
  private static final long CALL_MS = 2_500;
  private static final long REGISTER_MS = 5_000;
  private static final long FENCE_MS = 100;
  private static final long MARGIN_MS = 4_000;
  private static final long TRAVEL_MS = 30_000;

  private final SimProcess process;
  private final SimNetwork network;
  private final SimClient.Settings settings;
  private final Supplier<SimEdge> edge;
  private final SimJobs jobs;
  private final String session;
  private final SimReports reports;
  private final Map<SimAttemptKey, Mark> marks = new LinkedHashMap<>();
  private final Map<SimAttemptKey, SimAttempt> running = new LinkedHashMap<>();
  private final List<Long> sent = new ArrayList<>();
  private List<AttemptAnswer> answers = List.of();
  private long acknowledged;
  private boolean registered;
  private boolean closing;
  private boolean gone;

  private enum Mark {
    ACCEPTED,
    REFUSED,
    TOMBSTONE
  }

  SimWorker(
      SimProcess process,
      SimNetwork network,
      SimClient.Settings settings,
      String session,
      Supplier<SimEdge> edge,
      SimJobs jobs) {
    this.process = process;
    this.network = network;
    this.settings = settings;
    this.session = session;
    this.edge = edge;
    this.jobs = jobs;
    this.reports = new SimReports(process, network, session, edge, jobs);
  }

  SimProcess process() {
    return process;
  }

  String session() {
    return session;
  }

  void start() {
    register();
    process.afterMs(FENCE_MS, this::watch);
  }

  /** Takes no more work, ends what it has, says goodbye and is gone. */
  void leave() {
    closing = true;
    goWhenDone();
  }

  boolean isLeaving() {
    return closing;
  }

  private void goWhenDone() {
    if (!running.isEmpty() || !reports.isEmpty()) {
      process.afterMs(FENCE_MS, this::goWhenDone);
      return;
    }
    gone = true;
    SimEdge to = edge.get();
    network
        .call(process, to.process(), CALL_MS, () -> to.goodbye(session))
        .onComplete(done -> process.after(0, process::kill));
  }

  // ---- session

  private void register() {
    long at = process.world.nanos();
    SimEdge to = edge.get();
    network
        .call(process, to.process(), REGISTER_MS, () -> to.register(info()))
        .onComplete(
            entered -> {
              if (sent.isEmpty()) {
                sent.add(at);
              }
              registered = true;
              beat();
            },
            failure -> process.afterMs(process.world.luck.between(200, 2_000), this::register));
  }

  private ClientInfo info() {
    ClientInfo.Builder info =
        ClientInfo.newBuilder()
            .setSession(session)
            .setNamespace(settings.namespace())
            .setApp("shop")
            .setClient(settings.name())
            .setMode(settings.mode())
            .setEdge(settings.edge())
            .setEndpoint(
                // Every process has a secret of its own; its session does for one.
                Endpoint.newBuilder().setHost(settings.name()).setSecret(session))
            .setHoldsExecutions(settings.holds())
            .setCapacity(settings.capacity());
    settings
        .jobs()
        .forEach(
            job ->
                info.addJobs(
                    JobDeclaration.newBuilder().setName(job).setCapacity(settings.perJob())));
    return info.build();
  }

  private void beat() {
    if (gone) {
      return;
    }
    HeartbeatRequest request =
        HeartbeatRequest.newBuilder()
            .setSession(session)
            .setCounter(sent.size())
            .setCapacity(settings.capacity())
            .addAllAnswers(answers)
            .build();
    sent.add(process.world.nanos());
    boolean answering = !answers.isEmpty();
    answers = List.of();
    SimEdge to = edge.get();
    network
        .call(process, to.process(), CALL_MS, () -> to.beat(request))
        .onComplete(reply -> landed(reply, answering), this::failed);
  }

  private void landed(HeartbeatReply reply, boolean answered) {
    // What outlived its lease while the process was frozen is not saved by a new proof.
    fence();
    acknowledged = Math.max(acknowledged, reply.getCounter());
    reply.getCancelsList().forEach(this::order);
    answers = reply.getQuestionsList().stream().map(this::answer).toList();
    process.afterMs(answers.isEmpty() ? BEAT_MS : answered ? 50 : 0, this::beat);
  }

  private void failed(Throwable failure) {
    if (failure instanceof Refusal refusal && refusal.kind() == Refusal.Kind.NOT_FOUND) {
      register();
    } else {
      process.afterMs(RETRY_MS, this::beat);
    }
  }

  /** Milliseconds since the last acknowledged heartbeat was sent. */
  long silenceMs() {
    return age(acknowledged);
  }

  private long age(long counter) {
    return counter < 0 || counter >= sent.size()
        ? Long.MAX_VALUE
        : (process.world.nanos() - sent.get((int) counter)) / SimWorld.MS;
  }

  /** Whether an attempt runs here, and has a lease as far as anybody can know. */
  boolean holds(SimAttempt attempt) {
    return !process.isDead()
        && running.containsKey(attempt.key)
        && !attempt.outlived
        && silenceMs() < attempt.execution.getLeaseMs();
  }

  // ---- intake

  ExecuteReply execute(ExecuteRequest request) {
    ExecuteReply.Builder reply = ExecuteReply.newBuilder();
    for (Execution execution : request.getExecutionsList()) {
      Answer answer = answer(request, execution);
      process.world.trace(
          () ->
              "%s answers %d/%d %s"
                  .formatted(session, execution.getTaskId(), execution.getAttempt(), answer));
      reply.addAnswers(
          ExecuteAnswer.newBuilder()
              .setTaskId(execution.getTaskId())
              .setAttempt(execution.getAttempt())
              .setAnswer(answer));
    }
    return reply.build();
  }

  private Answer answer(ExecuteRequest request, Execution execution) {
    SimAttempt attempt = new SimAttempt(execution);
    Answer no = refusal(request, execution);
    Mark known = marks.putIfAbsent(attempt.key, no == null ? Mark.ACCEPTED : Mark.REFUSED);
    if (known != null && breach() != SimBreach.DUPLICATES_STARTED) {
      return known == Mark.TOMBSTONE ? Answer.STALE : Answer.DUPLICATE;
    }
    if (no != null) {
      return no;
    }
    running.put(attempt.key, attempt);
    long held = execution.getStartInMs() * SimWorld.MS;
    process.after(held + process.world.luck.between(0, SimWorld.MS), () -> enter(attempt));
    return Answer.ACCEPTED;
  }

  private SimBreach breach() {
    return process.world.breach;
  }

  private Answer refusal(ExecuteRequest request, Execution execution) {
    long lease = execution.getLeaseMs();
    if (breach() == SimBreach.EXECUTE_ASTRAY) {
      return null;
    }
    if (!registered || !request.getSession().equals(session)) {
      return Answer.WRONG_SESSION;
    }
    if (age(request.getHeartbeat()) > Math.min(lease, TRAVEL_MS) || fenced(lease)) {
      return Answer.STALE;
    }
    if (closing) {
      return Answer.SHUTTING_DOWN;
    }
    if (!settings.jobs().contains(execution.getJob())) {
      return Answer.UNKNOWN_JOB;
    }
    return running.size() >= settings.capacity() || isFull(execution.getJob()) ? Answer.BUSY : null;
  }

  private boolean isFull(String job) {
    return settings.perJob() > 0
        && running.values().stream().filter(one -> one.execution.getJob().equals(job)).count()
            >= settings.perJob();
  }

  private AttemptAnswer answer(AttemptRef ref) {
    SimAttemptKey key = SimAttemptKey.of(ref);
    Mark known = marks.putIfAbsent(key, Mark.TOMBSTONE);
    AttemptAnswer.State state =
        known != Mark.ACCEPTED
            ? AttemptAnswer.State.NOT_STARTED
            : running.containsKey(key) ? AttemptAnswer.State.RUNNING : AttemptAnswer.State.ENDED;
    return AttemptAnswer.newBuilder().setAttempt(ref).setState(state).build();
  }

  CancelReply cancel(CancelRequest request) {
    CancelReply.Builder reply = CancelReply.newBuilder();
    for (CancelOrder order : request.getOrdersList()) {
      boolean meant =
          request.getSession().equals(session)
              || marks.get(SimAttemptKey.of(order.getAttempt())) == Mark.ACCEPTED;
      reply.addAnswers(
          meant ? order(order) : AttemptAnswer.newBuilder().setAttempt(order.getAttempt()).build());
    }
    return reply.build();
  }

  private AttemptAnswer order(CancelOrder order) {
    AttemptAnswer answer = answer(order.getAttempt());
    SimAttempt attempt = running.get(SimAttemptKey.of(order.getAttempt()));
    if (attempt != null) {
      attempt.ordered = order.getReason();
      cancel(attempt, order.getReason());
    }
    return answer;
  }

  // ---- jobs

  private boolean fenced(long leaseMs) {
    return silenceMs() >= leaseMs - MARGIN_MS;
  }

  private void watch() {
    fence();
    process.afterMs(FENCE_MS, this::watch);
  }

  private void fence() {
    for (SimAttempt attempt : List.copyOf(running.values())) {
      long limit = attempt.execution.getTimeoutMs();
      // Of a process that was frozen: its lease is over for good, whatever is acknowledged later.
      attempt.outlived |= silenceMs() >= attempt.execution.getLeaseMs();
      if (fenced(attempt.execution.getLeaseMs())) {
        cancel(attempt, "fenced");
      } else if (limit > 0 && attempt.entered && ranMs(attempt) >= limit) {
        cancel(attempt, "ran longer than its time limit");
      }
    }
  }

  private long ranMs(SimAttempt attempt) {
    return (process.world.nanos() - attempt.enteredNanos) / SimWorld.MS;
  }

  private void enter(SimAttempt attempt) {
    if (attempt.cancelled == null && fenced(attempt.execution.getLeaseMs())) {
      attempt.cancelled = "fenced";
    }
    if (attempt.cancelled != null) {
      end(attempt, stopped(attempt), null);
      return;
    }
    attempt.entered = true;
    attempt.enteredNanos = process.world.nanos();
    attempt.enteredMillis = process.clock().millis();
    SimAttempt.Script script = jobs.entered(this, attempt);
    if (script.progressEveryMs() > 0) {
      process.afterMs(script.progressEveryMs(), () -> progress(attempt, script));
    }
    if (!script.hangs()) {
      attempt.end =
          process.afterMs(script.durationMs(), () -> end(attempt, script.outcome(), script));
    }
  }

  private void progress(SimAttempt attempt, SimAttempt.Script script) {
    if (!attempt.ended) {
      reports.progress(attempt, (int) Math.min(99, ranMs(attempt) / 100));
      process.afterMs(script.progressEveryMs(), () -> progress(attempt, script));
    }
  }

  private void cancel(SimAttempt attempt, String why) {
    if (attempt.cancelled != null) {
      return;
    }
    attempt.cancelled = why;
    process.world.trace(() -> "%s cancels %s: %s".formatted(session, attempt.key, why));
    if (attempt.entered) {
      // A job reacts when it looks; it may also be done before.
      process.afterMs(jobs.reactionMs(), () -> end(attempt, stopped(attempt), null));
    }
  }

  private static Completion.Outcome stopped(SimAttempt attempt) {
    return attempt.ordered != null ? Completion.Outcome.CANCELLED : Completion.Outcome.FAILED;
  }

  private void end(SimAttempt attempt, Completion.Outcome outcome, SimAttempt.Script script) {
    if (attempt.ended) {
      return;
    }
    attempt.ended = true;
    if (attempt.end != null) {
      attempt.end.cancel();
    }
    Completion.Outcome told =
        outcome == Completion.Outcome.FAILED && attempt.ordered != null
            ? Completion.Outcome.CANCELLED
            : outcome;
    Completion.Builder end =
        Completion.newBuilder()
            .setOutcome(told)
            .setMessage(attempt.cancelled == null ? "" : attempt.cancelled)
            .setStartedAtMs(attempt.enteredMillis)
            .setEndedAtMs(process.clock().millis())
            .setDurationUs(
                attempt.entered ? (process.world.nanos() - attempt.enteredNanos) / 1_000 : 0)
            .setDataVersion(attempt.execution.getDataVersion());
    if (script != null && script.changesData()) {
      end.setData(SimDefinitions.nextData(attempt.execution.getData()));
    }
    if (script != null && script.nextInMs() > 0) {
      end.setNextAtMs(process.clock().millis() + script.nextInMs());
    }
    process.world.trace(() -> "%s ended %s %s".formatted(session, attempt.key, told));
    reports.completed(attempt, end.build());
    running.remove(attempt.key);
  }
}
