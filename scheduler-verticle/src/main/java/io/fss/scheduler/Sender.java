package io.fss.scheduler;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.bus.v1.DispatchBatch;
import io.fss.proto.bus.v1.DispatchReply;
import io.fss.proto.v1.ExecuteAnswer;
import io.fss.proto.v1.ExecuteRequest;
import io.fss.proto.v1.Execution;
import io.fss.proto.v1.Mode;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SEND: hands committed bookings to the dispatcher, batched by session, each exactly once. A
 * definite no puts the task back; silence does not: the client may be running it.
 */
final class Sender {
  private static final Logger log = LoggerFactory.getLogger(Sender.class);
  // Unanswered batches of one session; stands in for the flow control the bus does not have.
  private static final int WINDOW = 4;
  private static final int BATCH = 500;
  // A single execution has at most two JSON texts of 64 KiB, so a batch stays far below the limit.
  private static final int BATCH_BYTES = 1_048_576;
  private static final Duration BUSY_PAUSE = Duration.ofMillis(100);
  // A fresher heartbeat number of the session is on its way to us.
  private static final Duration STALE_PAUSE = Duration.ofMillis(500);
  private static final Duration UNKNOWN_PAUSE = Duration.ofSeconds(10);
  private static final Duration LAST_WORD = Duration.ofSeconds(1);
  private static final long RUNNING_AFTER_NANOS = 200_000_000;

  // Where the clock was set back, the sweep and the rescuer see to the rest.
  private static final long LONGEST_HOLD_MS = 500;

  private final Vertx vertx;
  private final Bus bus;
  private final Clock clock;
  private final Clients clients;
  private final Router router;
  private final InFlight inFlight;
  private final Settler settler;
  private final SchedulerMetrics metrics;
  private final Map<String, Outbox> outboxes = new HashMap<>();
  private final Deque<Accepted> accepted = new ArrayDeque<>();
  private final PriorityQueue<Booked> held =
      new PriorityQueue<>(Comparator.comparingLong(Booked::dueAt));
  // Refused attempts that are being put back.
  private int releasing;
  private long timer = -1;
  // In the queues of all sessions.
  private int queued;
  // Completes when all is sent and answered; null until that is wanted.
  private Promise<Void> stopped;

  Sender(
      Vertx vertx,
      Bus bus,
      Clock clock,
      Clients clients,
      Router router,
      InFlight inFlight,
      Settler settler,
      SchedulerMetrics metrics) {
    this.vertx = vertx;
    this.bus = bus;
    this.clock = clock;
    this.clients = clients;
    this.router = router;
    this.inFlight = inFlight;
    this.settler = settler;
    this.metrics = metrics;
  }

  /**
   * Sends what is due and what its client holds until it is due; the rest on its moment: nothing
   * starts early, not by a millisecond.
   */
  void send(List<Booked> booked) {
    List<Booked> now = new ArrayList<>(booked.size());
    booked.forEach(one -> (one.client().getHoldsExecutions() ? now : held).add(one));
    post(now);
    sendDue();
  }

  /** Sends what has become due; called by its timer and, in case that is late, by the sweep. */
  void sendDue() {
    long now = clock.millis();
    List<Booked> due = new ArrayList<>();
    while (!held.isEmpty() && held.peek().dueAt() <= now) {
      due.add(held.poll());
    }
    post(due);
    if (!held.isEmpty() && timer < 0) {
      timer =
          vertx.setTimer(
              Math.min(held.peek().dueAt() - now, LONGEST_HOLD_MS),
              over -> {
                timer = -1;
                sendDue();
              });
    }
  }

  /** Attempts that wait for their moment. */
  int held() {
    return held.size();
  }

  /** Attempts that wait for the window of their session. */
  int queued() {
    return queued;
  }

  /**
   * Completes when what was booked is sent and answered, or after a while: then it is in doubt, and
   * whoever comes next asks about it.
   */
  Future<Void> stop() {
    stopped = Promise.promise();
    long limit = vertx.setTimer(LAST_WORD.toMillis(), over -> stopped.tryComplete());
    rest();
    return stopped
        .future()
        .onComplete(
            done -> {
              vertx.cancelTimer(limit);
              held.clear();
              if (timer >= 0) {
                vertx.cancelTimer(timer);
              }
            });
  }

  private void rest() {
    if (stopped != null && held.isEmpty() && outboxes.isEmpty() && releasing == 0) {
      stopped.tryComplete();
    }
  }

  private void post(List<Booked> booked) {
    List<Outbox> touched = new ArrayList<>();
    for (Booked one : booked) {
      Outbox outbox =
          outboxes.computeIfAbsent(one.client().getSession(), session -> new Outbox(one.client()));
      outbox.queue.add(one);
      queued++;
      if (!touched.contains(outbox)) {
        touched.add(outbox);
      }
    }
    touched.forEach(this::flush);
  }

  private void flush(Outbox outbox) {
    while (outbox.open < WINDOW && !outbox.queue.isEmpty()) {
      List<Booked> batch = next(outbox.queue);
      if (batch.isEmpty()) {
        break;
      }
      outbox.open++;
      dispatch(outbox.client, batch)
          .onComplete(
              done -> {
                outbox.open--;
                flush(outbox);
              });
    }
    if (outbox.open == 0 && outbox.queue.isEmpty()) {
      outboxes.remove(outbox.client.getSession(), outbox);
      rest();
    }
  }

  /** The next batch, bounded in number and bytes; what was released while it waited is left out. */
  private List<Booked> next(Deque<Booked> queue) {
    List<Booked> batch = new ArrayList<>(Math.min(BATCH, queue.size()));
    int bytes = 0;
    while (batch.size() < BATCH && bytes < BATCH_BYTES && !queue.isEmpty()) {
      Booked one = queue.poll();
      queued--;
      Execution execution = one.execution();
      if (inFlight.get(execution.getTaskId(), execution.getAttempt()) != null) {
        bytes += execution.getSerializedSize();
        batch.add(one);
      }
    }
    return batch;
  }

  private Future<Void> dispatch(ClientInfo client, List<Booked> batch) {
    ClientInfo known = clients.session(client.getSession());
    // Its stream may have moved to another dispatcher since the booking.
    ClientInfo latest = known == null ? client : known;
    ExecuteRequest.Builder request =
        ExecuteRequest.newBuilder()
            .setSession(client.getSession())
            .setHeartbeat(latest.getCounter());
    long now = clock.millis();
    batch.forEach(one -> request.addExecutions(metrics.traces().marked(one.execution(now))));
    metrics.dispatched(batch, now);
    DispatchBatch message =
        DispatchBatch.newBuilder()
            .setNamespace(client.getNamespace())
            .setMode(latest.getMode())
            .setEndpoint(latest.getEndpoint())
            .setRequest(request)
            .build();
    return hand(latest, message)
        .transform(
            answer -> {
              metrics.traces().dispatched(batch, now, answer.succeeded() ? "" : "unanswered");
              if (answer.succeeded()) {
                answered(batch, answer.result());
              } else {
                // The rescuer asks the client about them; only the client knows.
                metrics.unanswered(batch.size());
                log.warn(
                    "no answer from client {} for {} attempts: {}",
                    client.getClient(),
                    batch.size(),
                    answer.cause().getMessage());
              }
              return Future.succeededFuture();
            });
  }

  private Future<DispatchReply> hand(ClientInfo client, DispatchBatch message) {
    if (client.getMode() != Mode.MODE_STREAM) {
      return bus.request(Channels.TASK_DISPATCH, message);
    }
    return client.getEdge().isEmpty()
        ? Future.succeededFuture(
            DispatchReply.newBuilder().setNotSent(true).setMessage("no command stream").build())
        : bus.request(Channels.TASK_DISPATCH, client.getEdge(), message);
  }

  private void answered(List<Booked> batch, DispatchReply reply) {
    if (reply.getNotSent()) {
      metrics.notSent(batch.size());
      batch.forEach(one -> putBack(one, "not sent: " + reply.getMessage(), BUSY_PAUSE));
      return;
    }
    Map<Long, ExecuteAnswer> answers = new HashMap<>();
    reply.getReply().getAnswersList().forEach(a -> answers.put(a.getTaskId(), a));
    Map<Job, Integer> busy = new LinkedHashMap<>();
    for (Booked one : batch) {
      ExecuteAnswer answer = answers.get(one.execution().getTaskId());
      if (answer != null) {
        metrics.answered(answer.getAnswer());
        answered(one, answer);
        if (answer.getAnswer() == ExecuteAnswer.Answer.BUSY) {
          busy.merge(one.job(), 1, Integer::sum);
        }
      }
    }
    // Before what was refused is released: until then it counts as running.
    busy.forEach((job, refused) -> router.busy(batch.get(0).client().getSession(), job, refused));
  }

  private void answered(Booked one, ExecuteAnswer answer) {
    switch (answer.getAnswer()) {
      case ACCEPTED -> accept(one);
      case BUSY -> release(one, reason(answer), BUSY_PAUSE);
      case UNKNOWN_JOB, SHUTTING_DOWN, WRONG_SESSION -> {
        // Another client may take it at once; without one it waits as if this were not there.
        router.disown(one.client().getSession(), one.job(), UNKNOWN_PAUSE);
        release(one, reason(answer), Duration.ZERO);
      }
      case STALE -> putBack(one, reason(answer), STALE_PAUSE);
      case DUPLICATE, ANSWER_UNSPECIFIED, UNRECOGNIZED ->
          // It answered before, or in words we do not know: the rescuer asks.
          log.debug("attempt {} stays in doubt: {}", one.execution().getTaskId(), answer);
    }
  }

  private static String reason(ExecuteAnswer answer) {
    String name = "refused: " + answer.getAnswer().name();
    return answer.getMessage().isEmpty() ? name : name + " (" + answer.getMessage() + ")";
  }

  private void accept(Booked one) {
    Execution execution = one.execution();
    InFlight.Attempt attempt = inFlight.get(execution.getTaskId(), execution.getAttempt());
    router.took(one.client().getSession(), one.job());
    // A short job reports its end before its accept arrives: then there is nothing to note.
    if (attempt != null) {
      attempt.accepted = true;
      accepted.add(new Accepted(attempt, clock.nanos()));
    }
  }

  /** The client may be asked again when the pause is over. */
  private void putBack(Booked one, String reason, Duration pause) {
    router.avoid(one.client().getSession(), one.job(), pause);
    release(one, reason, pause);
  }

  private void release(Booked one, String reason, Duration delay) {
    Execution execution = one.execution();
    releasing++;
    settler
        .settle(
            new Change.Released(
                execution.getTaskId(),
                execution.getAttempt(),
                one.client().getSession(),
                reason,
                delay.toMillis()))
        .onComplete(
            written -> {
              releasing--;
              rest();
            });
  }

  /** Writes RUNNING for jobs that take a while; called by the sweep. */
  void writeRunning() {
    long before = clock.nanos() - RUNNING_AFTER_NANOS;
    while (!accepted.isEmpty() && accepted.peek().nanos - before <= 0) {
      InFlight.Attempt attempt = accepted.poll().attempt;
      if (inFlight.get(attempt.taskId, attempt.attempt) == attempt) {
        writeRunning(attempt);
      }
    }
  }

  private void writeRunning(InFlight.Attempt attempt) {
    settler
        .settle(new Change.Started(attempt.taskId, attempt.attempt, attempt.session))
        .onSuccess(
            stored -> {
              if (stored.getVerdict() == Verdict.RETRY) {
                // Others go by what is written: it is not forgotten before it is.
                accepted.add(new Accepted(attempt, clock.nanos()));
              }
            });
  }

  private record Accepted(InFlight.Attempt attempt, long nanos) {}

  private static final class Outbox {
    private final ClientInfo client;
    private final Deque<Booked> queue = new ArrayDeque<>();
    private int open;

    private Outbox(ClientInfo client) {
      this.client = client;
    }
  }
}
