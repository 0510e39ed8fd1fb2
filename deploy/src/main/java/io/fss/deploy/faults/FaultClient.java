package io.fss.deploy.faults;

import io.fss.client.ClientOptions;
import io.fss.client.FssClient;
import io.fss.client.TaskContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A client process of a fault run. What a job does follows from its task and attempt alone. */
public final class FaultClient {
  static final String APP = "faults";
  static final String QUICK = "quick";
  static final String FLAKY = "flaky";
  static final String CHAIN = "chain";
  static final String LONG = "long";
  static final String DEAF = "deaf";
  static final String WORK = "work";

  /** Parameter of {@link #WORK}: how many milliseconds of work there are. */
  static final String MS = "ms";

  private static final long STEP_MS = 50;
  private static final String DONE = "SUCCEEDED";
  private static final String BROKEN = "FAILED";

  private final Vertx vertx = Vertx.vertx();
  private final History history;

  private FaultClient(Path file) throws IOException {
    this.history = new History(file);
  }

  /**
   * Runs until it is asked to end. Reads the variables {@code FSS_CLIENT_*}.
   *
   * @param args the file that its history goes to
   */
  public static void main(String[] args) throws IOException {
    new FaultClient(Path.of(args[0])).run();
  }

  private void run() {
    history.watchFreezes();
    FssClient.create(
            vertx,
            // Shorter than its long jobs: some of them are cut off by every drain.
            ClientOptions.fromEnvironment(APP).withDrain(Duration.ofSeconds(5)))
        .job(QUICK, this::quick)
        .job(FLAKY, this::flaky)
        .job(CHAIN, this::chain)
        .blockingJob(LONG, this::runLong)
        .blockingJob(DEAF, this::runDeaf)
        .blockingJob(WORK, task -> work(task, task.params().getLong(MS)))
        .closeOnShutdown()
        .start();
  }

  private static Random chance(TaskContext task) {
    return new Random(task.taskId() * 31 + task.attempt());
  }

  private Future<String> quick(TaskContext task) {
    history.start(task);
    return after(5 + chance(task).nextInt(60))
        .map(
            done -> {
              history.end(task, DONE);
              return "done";
            });
  }

  private Future<String> flaky(TaskContext task) {
    history.start(task);
    boolean fails = chance(task).nextInt(4) == 0;
    return after(20)
        .compose(
            done -> {
              history.end(task, fails ? BROKEN : DONE);
              return fails ? Future.failedFuture("as bad luck would have it") : ended("done");
            });
  }

  private Future<String> chain(TaskContext task) {
    history.start(task);
    return after(10)
        .map(
            done -> {
              task.nextAt(Instant.now().plusMillis(300));
              history.end(task, DONE);
              return "done";
            });
  }

  private static Future<String> ended(String how) {
    return Future.succeededFuture(how);
  }

  private Future<Void> after(long ms) {
    return vertx.timer(ms, TimeUnit.MILLISECONDS).mapEmpty();
  }

  /** Works for seconds and stops when it is told to. */
  private String runLong(TaskContext task) throws InterruptedException {
    return work(task, 500 + chance(task).nextInt(11_500));
  }

  /** The time in which it is frozen is none in which it works. */
  private String work(TaskContext task, long ms) throws InterruptedException {
    history.start(task);
    long left = ms;
    while (left > 0 && !task.isCancelled()) {
      TimeUnit.MILLISECONDS.sleep(STEP_MS);
      left -= STEP_MS;
    }
    if (left > 0) {
      history.end(task, BROKEN);
      throw new IllegalStateException("told to stop");
    }
    history.end(task, DONE);
    return "done";
  }

  /** Works for seconds, whatever it is told. */
  private String runDeaf(TaskContext task) throws InterruptedException {
    history.start(task);
    TimeUnit.MILLISECONDS.sleep(4_000 + chance(task).nextInt(10_000));
    history.end(task, DONE);
    return "done";
  }
}
