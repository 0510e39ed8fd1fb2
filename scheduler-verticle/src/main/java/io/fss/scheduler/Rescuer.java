package io.fss.scheduler;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.proto.bus.v1.AnswerBatch;
import io.fss.proto.bus.v1.Done;
import io.fss.proto.bus.v1.QuestionBatch;
import io.fss.proto.bus.v1.SessionQuestions;
import io.fss.proto.bus.v1.Silence;
import io.fss.proto.bus.v1.SilenceRequest;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.AttemptAnswer;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.ItemVerdict;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees what got stuck. A dispatch without an answer is asked about over the client's heartbeat
 * (law 6); the attempts of a session that was observed to be silent for their lease are given up
 * (law 7). It reads the rows, so it works for attempts of any scheduler and after any restart.
 */
final class Rescuer {
  private static final Logger log = LoggerFactory.getLogger(Rescuer.class);
  private static final int PAGE = 1_000;

  private final Bus bus;
  private final Database database;
  private final Clock clock;
  private final SchedulerOptions options;
  private final Clients clients;
  private final InFlight inFlight;
  private final Settler settler;
  // Both walk page by page, so that nobody is starved by those who stand before.
  private long doubtCursor;
  private String sessionCursor = "";

  Rescuer(
      Bus bus,
      Database database,
      Clock clock,
      SchedulerOptions options,
      Clients clients,
      InFlight inFlight,
      Settler settler) {
    this.bus = bus;
    this.database = database;
    this.clock = clock;
    this.options = options;
    this.clients = clients;
    this.inFlight = inFlight;
    this.settler = settler;
  }

  /** Asks the clients about dispatches that nobody answered. */
  Future<Void> askInDoubt() {
    long now = clock.millis();
    long doubtful = options.inDoubtAfter().toMillis();
    return database
        .read(
            // The list is what the index of the booked ones is known by.
            "SELECT id, attempt, session FROM task WHERE status = 2 AND status IN (2, 3, 4)"
                + " AND (booked_at < ? OR booked_at > ?) AND id > ? ORDER BY id LIMIT ?",
            // Booked in the future: before the clock was set back, and so not just now.
            Tuple.of(now - doubtful, now + doubtful, doubtCursor, PAGE))
        .map(
            rows -> {
              Map<String, SessionQuestions.Builder> questions = new HashMap<>();
              doubtCursor = 0;
              for (Row row : rows) {
                doubtCursor = rows.size() == PAGE ? row.getLong("id") : 0;
                ask(
                    questions,
                    row.getLong("id"),
                    row.getInteger("attempt"),
                    row.getString("session"));
              }
              if (!questions.isEmpty()) {
                QuestionBatch.Builder batch = QuestionBatch.newBuilder();
                questions.values().forEach(batch::addSessions);
                bus.publish(Channels.REGISTRY_ASK, batch.build());
              }
              return null;
            });
  }

  private void ask(
      Map<String, SessionQuestions.Builder> questions, long taskId, int attempt, String session) {
    InFlight.Attempt known = inFlight.get(taskId, attempt);
    if (known != null && known.accepted) {
      return;
    }
    questions
        .computeIfAbsent(session, key -> SessionQuestions.newBuilder().setSession(key))
        .addInDoubt(
            AttemptRef.newBuilder().setTaskId(taskId).setAttempt(attempt).setScheduler(bus.node()));
  }

  /** What a client said of attempts in doubt; succeeds when it is stored. */
  Future<Done> answered(AnswerBatch batch) {
    List<Future<ItemVerdict>> stored = new ArrayList<>();
    for (AttemptAnswer answer : batch.getAnswersList()) {
      AttemptRef ref = answer.getAttempt();
      if (answer.getState() == AttemptAnswer.State.NOT_STARTED) {
        stored.add(
            settler.settle(
                new Change.Released(
                    ref.getTaskId(),
                    ref.getAttempt(),
                    batch.getSession(),
                    "the dispatch never reached the client",
                    0)));
      } else if (answer.getState() == AttemptAnswer.State.RUNNING) {
        stored.add(
            settler.settle(
                new Change.Started(ref.getTaskId(), ref.getAttempt(), batch.getSession())));
      }
    }
    return Future.join(stored)
        .compose(
            done ->
                stored.stream().anyMatch(v -> v.result().getVerdict() == Verdict.RETRY)
                    ? Future.failedFuture("answers of " + batch.getSession() + " not stored")
                    : Future.succeededFuture(Done.getDefaultInstance()));
  }

  /** Gives up attempts whose session was silent for their lease. */
  Future<Void> giveUpLost() {
    return database
        .read(
            "SELECT DISTINCT session FROM task WHERE status IN (2, 3, 4) AND session > ?"
                + " ORDER BY session LIMIT ?",
            Tuple.of(sessionCursor, PAGE))
        .compose(
            rows -> {
              SilenceRequest.Builder request = SilenceRequest.newBuilder();
              sessionCursor = "";
              for (Row row : rows) {
                sessionCursor = rows.size() == PAGE ? row.getString("session") : "";
                if (!clients.isOnline(row.getString("session"))) {
                  request.addSessions(row.getString("session"));
                }
              }
              return request.getSessionsCount() == 0
                  ? Future.succeededFuture()
                  : bus.request(Channels.REGISTRY_SILENCE, request.build())
                      .compose(reply -> giveUp(reply.getSilencesList()));
            });
  }

  private Future<Void> giveUp(List<Silence> silences) {
    Future<Void> all = Future.succeededFuture();
    for (Silence silence : silences) {
      all = all.compose(done -> giveUp(silence));
    }
    return all;
  }

  private Future<Void> giveUp(Silence silence) {
    return database
        .read(
            "SELECT id, attempt, lease_ms FROM task WHERE session = ? AND status IN (2, 3, 4)"
                + " AND lease_ms <= ? LIMIT ?",
            Tuple.of(silence.getSession(), silence.getSilentMs(), PAGE))
        .map(
            rows -> {
              for (Row row : rows) {
                log.warn(
                    "task {} attempt {} is given up: its client was silent for its lease of {} ms",
                    row.getLong("id"),
                    row.getInteger("attempt"),
                    row.getLong("lease_ms"));
                settler.settle(lost(row, silence.getSession()));
              }
              return null;
            });
  }

  private Change lost(Row row, String session) {
    return new Change.Ended(
        row.getLong("id"),
        row.getInteger("attempt"),
        session,
        TaskStatus.LOST,
        true,
        "lost: the client was silent for the lease of %d ms".formatted(row.getLong("lease_ms")),
        0,
        clock.millis(),
        0,
        0,
        "",
        0);
  }

  /** Compares the slots in memory with the rows, for ends that others have written. */
  Future<Void> compareSlots() {
    List<InFlight.Attempt> old =
        inFlight.bookedBefore(clock.nanos() - options.inDoubtAfter().multipliedBy(5).toNanos());
    if (old.isEmpty()) {
      return Future.succeededFuture();
    }
    return database
        .read("SELECT id, attempt FROM task WHERE status IN (2, 3, 4)", Tuple.tuple())
        .map(
            rows -> {
              Set<String> live = new HashSet<>();
              for (Row row : rows) {
                live.add(row.getLong("id") + "/" + row.getInteger("attempt"));
              }
              old.stream()
                  .filter(attempt -> !live.contains(attempt.taskId + "/" + attempt.attempt))
                  .forEach(attempt -> inFlight.give(attempt.taskId, attempt.attempt));
              return null;
            });
  }

  /** Takes the slots of attempts that were booked before this process started. */
  Future<Void> takeSlots() {
    return database
        .read(
            "SELECT id, attempt, session, namespace, app, job, status FROM task"
                + " WHERE status IN (2, 3, 4)",
            Tuple.tuple())
        .map(
            rows -> {
              for (Row row : rows) {
                InFlight.Attempt attempt =
                    new InFlight.Attempt(
                        row.getLong("id"),
                        row.getInteger("attempt"),
                        row.getString("session"),
                        new Job(
                            row.getString("namespace"), row.getString("app"), row.getString("job")),
                        clock.nanos());
                attempt.inherited = true;
                inFlight.take(attempt);
              }
              return null;
            });
  }
}
