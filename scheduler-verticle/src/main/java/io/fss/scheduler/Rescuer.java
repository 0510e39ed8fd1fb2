package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.kernel.Columns;
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
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees what got stuck. A dispatch without an answer is asked about over the client's heartbeat
 * (law 6); the attempts of a session that was observed to be silent for their lease are given up
 * (law 7). It reads the rows, so it works for attempts of any scheduler and after any restart.
 */
final class Rescuer {
  private static final Logger log = LoggerFactory.getLogger(Rescuer.class);
  private static final int PAGE = 5_000;
  private static final int PAGES = 4;
  private static final int ATTEMPTS = 1_000;

  private static final String BY_ID =
      "SELECT task.id, task.attempt, task.session, task.status, task.booked_at, task.lease_ms"
          + " FROM {b} JOIN task ON task.id = b.id WHERE "
          + TaskRow.BOOKED;

  private final Bus bus;
  private final Database database;
  private final Clock clock;
  private final SchedulerOptions options;
  private final Clients clients;
  private final InFlight inFlight;
  private final Settler settler;
  private final BatchStatement booked;
  // What is with a client is found among what is due, by the index that is there for that. One that
  // knew who is with a client would have to be written with every booking and every end.
  private final DuePages due;

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
    this.due =
        new DuePages(
            database, "due_at, id, attempt, session, status, booked_at, lease_ms", "wait = 0");
    this.booked = database.dialect().over(BY_ID, Columns.of("id BIGINT"));
  }

  /**
   * Asks the clients about dispatches that nobody answered, and gives up the attempts of sessions
   * that were silent for their lease.
   */
  Future<Void> look() {
    AtomicInteger pages = new AtomicInteger(PAGES);
    Set<Long> seen = new HashSet<>();
    return Repeat.whileTrue(() -> page(seen).map(more -> more && pages.decrementAndGet() > 0))
        .compose(done -> lookAtOwn(seen));
  }

  /** Looks at a page of what is due, and whether there are more; after the last it begins anew. */
  private Future<Boolean> page(Set<Long> seen) {
    return due.next(clock.millis() + Stager.LEAD_MS, PAGE)
        .compose(
            rows -> {
              boolean more = rows.size() == PAGE;
              if (!more) {
                due.rewind();
              }
              List<Row> booked = booked(rows);
              booked.forEach(row -> seen.add(row.getLong("id")));
              return rescue(booked).map(more);
            });
  }

  private static List<Row> booked(Iterable<Row> rows) {
    List<Row> booked = new ArrayList<>();
    for (Row row : rows) {
      // What was split is with no client; its parts are.
      if (row.getInteger("status") != TaskStatus.WAITING_VALUE
          && !row.getString("session").isEmpty()) {
        booked.add(row);
      }
    }
    return booked;
  }

  private Future<Void> rescue(List<Row> attempts) {
    askInDoubt(attempts);
    return giveUpLost(attempts);
  }

  /** What was due before the clock was set back lies in the future: ours are known by their ids. */
  private Future<Void> lookAtOwn(Set<Long> seen) {
    List<InFlight.Attempt> own =
        old(1).stream()
            .filter(attempt -> !seen.contains(attempt.taskId))
            .filter(attempt -> !attempt.accepted || !clients.isOnline(attempt.session))
            .toList();
    return Repeat.forEach(parts(own), part -> rows(part).compose(rows -> rescue(booked(rows))));
  }

  /** Attempts in memory that were booked so many times the patience for an answer ago. */
  private List<InFlight.Attempt> old(int times) {
    return inFlight.bookedBefore(
        clock.nanos() - options.inDoubtAfter().multipliedBy(times).toNanos());
  }

  private static List<List<InFlight.Attempt>> parts(List<InFlight.Attempt> all) {
    List<List<InFlight.Attempt>> parts = new ArrayList<>();
    for (int from = 0; from < all.size(); from += ATTEMPTS) {
      parts.add(all.subList(from, Math.min(all.size(), from + ATTEMPTS)));
    }
    return parts;
  }

  private Future<RowSet<Row>> rows(List<InFlight.Attempt> attempts) {
    Batch ids = booked.batch();
    attempts.forEach(attempt -> ids.add(attempt.taskId));
    return database.transact("upkeep", tx -> tx.run(booked, ids));
  }

  private void askInDoubt(List<Row> attempts) {
    long now = clock.millis();
    long doubtful = options.inDoubtAfter().toMillis();
    Map<String, SessionQuestions.Builder> questions = new HashMap<>();
    for (Row row : attempts) {
      long age = now - row.getLong("booked_at");
      // Booked in the future: before the clock was set back, and so not just now.
      if (row.getInteger("status") == TaskStatus.DISPATCHED_VALUE && Math.abs(age) > doubtful) {
        ask(questions, row.getLong("id"), row.getInteger("attempt"), row.getString("session"));
      }
    }
    if (!questions.isEmpty()) {
      QuestionBatch.Builder batch = QuestionBatch.newBuilder();
      questions.values().forEach(batch::addSessions);
      bus.publish(Channels.REGISTRY_ASK, batch.build());
    }
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

  private Future<Void> giveUpLost(List<Row> attempts) {
    Map<String, List<Row>> offline = new TreeMap<>();
    for (Row row : attempts) {
      String session = row.getString("session");
      if (!clients.isOnline(session)) {
        offline.computeIfAbsent(session, key -> new ArrayList<>()).add(row);
      }
    }
    if (offline.isEmpty()) {
      return Future.succeededFuture();
    }
    return bus.request(
            Channels.REGISTRY_SILENCE,
            SilenceRequest.newBuilder().addAllSessions(offline.keySet()).build())
        .map(
            reply -> {
              for (Silence silence : reply.getSilencesList()) {
                giveUp(offline.getOrDefault(silence.getSession(), List.of()), silence);
              }
              return null;
            });
  }

  private void giveUp(List<Row> attempts, Silence silence) {
    for (Row row : attempts) {
      if (row.getLong("lease_ms") <= silence.getSilentMs()) {
        log.atWarn()
            .addKeyValue("task", row.getLong("id"))
            .addKeyValue("attempt", row.getInteger("attempt"))
            .log(
                "task {} attempt {} is given up: its client was silent for its lease of {} ms",
                row.getLong("id"),
                row.getInteger("attempt"),
                row.getLong("lease_ms"));
        settler.settle(lost(row, silence.getSession()));
      }
    }
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
        0,
        clock.millis());
  }

  /** Compares the slots in memory with the rows, for ends that others have written. */
  Future<Void> compareSlots() {
    return Repeat.forEach(
        parts(old(5)),
        part ->
            rows(part)
                .map(
                    rows -> {
                      compareSlots(part, rows);
                      return null;
                    }));
  }

  private void compareSlots(List<InFlight.Attempt> attempts, Iterable<Row> rows) {
    Map<Long, Integer> live = new HashMap<>();
    rows.forEach(row -> live.put(row.getLong("id"), row.getInteger("attempt")));
    for (InFlight.Attempt attempt : attempts) {
      if (live.getOrDefault(attempt.taskId, 0) != attempt.attempt) {
        inFlight.give(attempt.taskId, attempt.attempt);
      }
    }
  }

  /**
   * Takes the slots of attempts that were booked before this process started. Once a start, and so
   * without an index: whatever the clock was then, all of them are found.
   */
  Future<Void> takeSlots() {
    return database
        .read(
            "SELECT id, attempt, group_id, session, namespace, app, job FROM task"
                + " WHERE status IN (2, 3, 4) AND session <> ''",
            Tuple.tuple())
        .map(
            rows -> {
              rows.forEach(this::takeSlot);
              return null;
            });
  }

  private void takeSlot(Row row) {
    InFlight.Attempt attempt =
        new InFlight.Attempt(
            row.getLong("id"),
            row.getInteger("attempt"),
            row.getLong("group_id"),
            row.getString("session"),
            new Job(row.getString("namespace"), row.getString("app"), row.getString("job")),
            clock.nanos());
    attempt.inherited = true;
    inFlight.take(attempt);
  }
}
