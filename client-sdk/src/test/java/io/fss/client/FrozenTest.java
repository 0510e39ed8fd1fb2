package io.fss.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.Completion;
import io.fss.proto.v1.ExecuteAnswer.Answer;
import io.fss.proto.v1.ExecuteReply;
import io.fss.proto.v1.ExecuteRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process that was frozen beyond its leases, before its fence thread has run again. */
class FrozenTest extends ClientFixture {
  private static final Duration FROZEN = Duration.ofHours(1);

  private final Pulse pulse = new Pulse(clock);
  private final SessionId session = new SessionId();
  private final Memory memory = new Memory(clock, 1_000);
  private final Attempts attempts = new Attempts(memory, pulse);
  private final AtomicInteger starts = new AtomicInteger();
  private final JobEntry job = JobEntry.async("mail", JobOptions.DEFAULT, this::run);
  private Context context;
  private PlatformConnection connection;
  private Reports reports;
  private Logs logs;
  private Workshop workshop;

  private Future<?> run(TaskContext task) {
    starts.incrementAndGet();
    return Future.succeededFuture();
  }

  @BeforeEach
  void make_parts() {
    context = Loops.context(vertx);
    Addresses addresses = new Addresses(options().addresses());
    connection = new PlatformConnection(vertx, addresses, options(), "test");
    reports = new Reports(context, connection, session, attempts::acknowledged);
    logs = new Logs(context, connection, session, clock, new LogBuffer(1_000));
    workshop = new Workshop(clock, reports, logs, context, null);
    session.registered(platform.session);
    pulse.registered(clock.nanos(), clock.millis());
  }

  @AfterEach
  void close_parts() {
    reports.close();
    logs.close();
    Await.await(connection.close());
  }

  @Test
  void heartbeat_of_a_thawed_process_does_not_save_what_outlived_its_lease_meanwhile() {
    // given
    Attempt mortal = attempt(1, 30_000);
    Attempt lasting = attempt(2, FROZEN.toMillis() + 10_000);
    attempts.accept(mortal);
    attempts.accept(lasting);
    Heartbeat heartbeat =
        new Heartbeat(
            context,
            connection,
            session,
            pulse,
            attempts,
            options(),
            () -> false,
            new Orders(attempts, Duration.ZERO, drain -> {}));

    // when
    clock.advance(FROZEN);
    context.runOnContext(on -> heartbeat.start(0));
    Await.until("acknowledgement", () -> pulse.silenceMs() == 0);

    // then
    assertThat(mortal.isCancelled()).isTrue();
    assertThat(lasting.isCancelled()).isFalse();
    context.runOnContext(on -> heartbeat.stop());
  }

  private Attempt attempt(long task, long leaseMs) {
    return new Attempt(
        execution(task, "mail").setLeaseMs(leaseMs).build(),
        new AttemptKey(task, 1),
        0,
        job,
        workshop);
  }

  @Test
  void attempt_does_not_start_when_the_process_was_frozen_while_it_was_accepted() {
    // given: a heartbeat of the thawed process overtakes the rest of the acceptance
    BlockingPool pool = new BlockingPool(1, "shop");
    JobRunner runner = new JobRunner(context, pool, clock, attempts, reports, new Ends());
    Intake intake =
        new Intake(session, frozenAtTheLast(), 1, attempts, pulse, memory, workshop, runner);

    // when
    ExecuteReply reply =
        intake.execute(
            ExecuteRequest.newBuilder()
                .setSession(platform.session)
                .addExecutions(execution(1, "mail"))
                .build());

    // then
    assertThat(reply.getAnswers(0).getAnswer()).isEqualTo(Answer.ACCEPTED);
    Await.until("report", () -> platform.ends(1).size() == 1);
    assertThat(platform.ends(1).get(0).getOutcome()).isEqualTo(Completion.Outcome.FAILED);
    assertThat(platform.ends(1).get(0).getMessage()).contains("lease");
    assertThat(starts).hasValue(0);
    pool.close();
  }

  /** Jobs that are looked up twice: for the refusal, and after it was decided against. */
  private Map<String, JobEntry> frozenAtTheLast() {
    AtomicInteger looks = new AtomicInteger();
    return new AbstractMap<>() {
      @Override
      public JobEntry get(Object name) {
        if (looks.incrementAndGet() == 2) {
          clock.advance(FROZEN);
          long heartbeat = pulse.send();
          attempts.fence();
          pulse.acknowledged(heartbeat);
        }
        return job;
      }

      @Override
      public Set<Entry<String, JobEntry>> entrySet() {
        return Map.of("mail", job).entrySet();
      }
    };
  }
}
