package io.fss.client;

import io.fss.proto.v1.AppendLogsRequest;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.CancelOrder;
import io.fss.proto.v1.CancelRequest;
import io.fss.proto.v1.ExecuteAnswer;
import io.fss.proto.v1.ExecuteRequest;
import io.fss.proto.v1.Execution;
import io.fss.proto.v1.HeartbeatRequest;
import io.fss.proto.v1.RegisterRequest;
import io.fss.proto.v1.ReportRequest;
import io.vertx.core.Vertx;
import java.time.Clock;

/**
 * A client whose platform is an object of the same process and whose time stands still until it is
 * moved: what {@link io.fss.client.testing.FakePlatform} is made of. Programs start an {@link
 * FssClient}, tests a {@code FakePlatform}.
 */
public final class ClientBench {
  private static final int NANOS_A_MILLI = 1_000_000;

  /** The platform's end. Called from event loops; must not block. */
  public interface Platform {
    /** The client announces itself. */
    void registered(RegisterRequest request);

    /** The client proves life; false leaves it without an answer. */
    boolean answers(HeartbeatRequest request);

    /** The client tells of progress and ends, which are acknowledged. */
    void reported(ReportRequest request);

    /** The client sends log lines, which are acknowledged. */
    void logged(AppendLogsRequest request);
  }

  private final FssClient client;

  /**
   * Makes it; nothing is started.
   *
   * @param existing Vert.x to use, or null for one of its own
   * @param clock the time for the client; it moves in {@link #pass} only
   */
  public ClientBench(ClientOptions options, Vertx existing, Clock clock, Platform platform) {
    BenchCalls calls = new BenchCalls(platform);
    this.client =
        new FssClient(
            options.withMode(Mode.STREAM),
            existing,
            time(clock),
            (vertx, addresses, purpose) -> calls);
  }

  private static ClientClock time(Clock clock) {
    long start = clock.millis();
    return new ClientClock() {
      @Override
      public long millis() {
        return clock.millis();
      }

      @Override
      public long nanos() {
        return (clock.millis() - start) * NANOS_A_MILLI;
      }
    };
  }

  /** The client, to be given its jobs and to be started. */
  public FssClient client() {
    return client;
  }

  /** Hands over an attempt as the platform does. */
  public ExecuteAnswer execute(Execution execution) {
    ExecuteRequest request =
        ExecuteRequest.newBuilder()
            .setSession(engine().id().value())
            .setHeartbeat(engine().pulse().sent())
            .addExecutions(execution)
            .build();
    return engine().intake().execute(request).getAnswers(0);
  }

  /** Asks an attempt to stop as the platform does. */
  public void cancel(AttemptRef attempt, String reason) {
    CancelOrder order = CancelOrder.newBuilder().setAttempt(attempt).setReason(reason).build();
    engine()
        .intake()
        .cancel(
            CancelRequest.newBuilder().setSession(engine().id().value()).addOrders(order).build());
  }

  /**
   * Moves the time, and stops at once whatever must not go on at the new one.
   *
   * @param move moves the clock
   * @param proven whether the platform knows the client alive all the time
   */
  public void pass(Runnable move, boolean proven) {
    engine().pulse().pass(move, proven);
    engine().attempts().sweep();
  }

  /** Whether the attempt holds its slot. */
  public boolean isRunning(AttemptRef attempt) {
    return find(attempt) != null;
  }

  /** Whether the attempt is running and nothing has asked it to stop. */
  public boolean goesOn(AttemptRef attempt) {
    Attempt running = find(attempt);
    return running != null && !running.isCancelled();
  }

  /** When the job was entered, UTC milliseconds since the epoch; 0 for one that is not running. */
  public long enteredAtMs(AttemptRef attempt) {
    Attempt running = find(attempt);
    return running == null ? 0 : running.startedMillis();
  }

  /** Whether every log line and every end has been acknowledged. */
  public boolean saidAll() {
    return engine().logs().isEmpty() && engine().reports().unacknowledged() == 0;
  }

  private Attempt find(AttemptRef attempt) {
    return engine().attempts().find(AttemptKey.of(attempt));
  }

  private Engine engine() {
    return client.engine();
  }
}
