package io.fss.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program's connection to the FSS platform: declare jobs, start, be scheduled.
 *
 * <pre>{@code
 * FssClient.create(new ClientOptions("shop").withAddress("127.0.0.1:7090").withToken(token))
 *     .job("mail", task -> mailer.send(task.params()).map("sent"))
 *     .blockingJob("report", task -> reports.write(task.plannedAt()))
 *     .declare(TaskGroup.cron("mail-every-minute", "mail", "0 * * * * ?"))
 *     .start();
 * }</pre>
 *
 * <p>A task is tried at most as often as its policies say, never by two clients that both hold its
 * lease. A job that outlives its lease, because the machine froze or it ignored its cancellation,
 * must protect what it changes with {@link TaskContext#fencingToken()}.
 */
public final class FssClient {
  private static final Logger LOG = LoggerFactory.getLogger(FssClient.class);
  private static final int MAX_JOBS = 1_000;

  private final ClientOptions options;
  private final Vertx existing;
  private final ClientClock clock;
  private final Engine.Wiring wiring;
  private final Map<String, JobEntry> jobs = new LinkedHashMap<>();
  private final List<TaskGroup> groups = new ArrayList<>();
  private final Ends ends = new Ends();
  private JobWrapper wrapper;
  private Engine engine;
  private Future<Void> closed;

  FssClient(ClientOptions options, Vertx existing, ClientClock clock) {
    this(
        options,
        existing,
        clock,
        (vertx, addresses, purpose) -> new PlatformConnection(vertx, addresses, options, purpose));
  }

  FssClient(ClientOptions options, Vertx existing, ClientClock clock, Engine.Wiring wiring) {
    this.options = Objects.requireNonNull(options, "options");
    this.existing = existing;
    this.clock = clock;
    this.wiring = wiring;
  }

  /** A client that brings its own few event loops. */
  public static FssClient create(ClientOptions options) {
    return new FssClient(options, null, ClientClock.system());
  }

  /** A client in a Vert.x that exists; closing the client leaves that open. */
  public static FssClient create(Vertx vertx, ClientOptions options) {
    return new FssClient(options, Objects.requireNonNull(vertx, "vertx"), ClientClock.system());
  }

  /** Puts something around all jobs that are declared from here on; the last wrapper counts. */
  public synchronized FssClient wrapJobs(JobWrapper around) {
    requireNew();
    wrapper = Objects.requireNonNull(around, "wrapper");
    return this;
  }

  /** Declares a job that never blocks. */
  public FssClient job(String name, AsyncJob job) {
    return job(name, JobOptions.DEFAULT, job);
  }

  /** Declares a job that never blocks, with a capacity or version of its own. */
  public FssClient job(String name, JobOptions with, AsyncJob job) {
    return add(JobEntry.async(name, with, Objects.requireNonNull(job, "job")));
  }

  /** Declares a job that may block; it runs on a pool of {@code capacity} threads. */
  public FssClient blockingJob(String name, BlockingJob job) {
    return blockingJob(name, JobOptions.DEFAULT, job);
  }

  /** Declares a job that may block, with a capacity or version of its own. */
  public FssClient blockingJob(String name, JobOptions with, BlockingJob job) {
    return add(JobEntry.blocking(name, with, Objects.requireNonNull(job, "job")));
  }

  /** Declares the jobs that are the methods of the object with {@link FssJob}. */
  public FssClient jobs(Object holder) {
    AnnotatedJobs.of(Objects.requireNonNull(holder, "jobs")).forEach(this::add);
    return this;
  }

  /** Declares task groups; the platform creates those that are missing. */
  public synchronized FssClient declare(TaskGroup... declared) {
    requireNew();
    groups.addAll(List.of(declared));
    return this;
  }

  private synchronized FssClient add(JobEntry entry) {
    requireNew();
    Rules.matches("job.name", entry.name(), Rules.NAME);
    Rules.range("jobs.size", jobs.size() + 1L, 1, MAX_JOBS);
    JobEntry wrapped = wrapper == null ? entry : entry.around(wrapper);
    Rules.that(jobs.putIfAbsent(entry.name(), wrapped) == null, "job.name", entry.name(), "be new");
    return this;
  }

  private void requireNew() {
    if (engine != null || closed != null) {
      throw new IllegalStateException("client %s was started before".formatted(options.name()));
    }
  }

  /**
   * Succeeds when the platform has registered the client; tries for as long as that takes. Fails
   * when the endpoint cannot be opened, the platform calls the registration invalid or another
   * process is online under the same client name; everything is closed then.
   */
  public synchronized Future<Void> start() {
    requireNew();
    Rules.range("jobs.size", jobs.size(), 1, MAX_JOBS);
    Loops loops = existing == null ? Loops.own() : Loops.around(existing);
    engine = new Engine(options, jobs, groups, loops, clock, wiring, ends, this::close);
    return engine
        .start()
        .recover(failure -> close(Duration.ZERO).transform(done -> Future.failedFuture(failure)));
  }

  /** Closes with the drain time of the options. */
  public Future<Void> close() {
    return close(options.drain());
  }

  /**
   * Takes no more work and waits until running attempts have ended and their ends are acknowledged,
   * at most for that time; then says goodbye and frees everything. What still runs then keeps the
   * platform waiting for its lease instead of a goodbye. Closing again only shortens the time.
   */
  public synchronized Future<Void> close(Duration drain) {
    if (closed == null) {
      closed = engine == null ? Future.succeededFuture() : engine.close(drain);
    } else if (engine != null && !closed.isComplete()) {
      engine.hurry(drain);
    }
    return closed;
  }

  /** How the client stands now. */
  public ClientStatus status() {
    Engine started = engine();
    return started == null
        ? new ClientStatus(false, false, 0, 0, options.capacity(), 0, 0, 0, 0, Duration.ZERO)
        : started.status();
  }

  /**
   * Calls the listener whenever an attempt has ended here, before that is acknowledged. It is
   * called on the job's own thread and must not block.
   */
  public FssClient onEnd(Consumer<Ended> listener) {
    ends.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /** Calls a listener of {@link #onEnd} no more. */
  public FssClient removeOnEnd(Consumer<Ended> listener) {
    ends.remove(listener);
    return this;
  }

  /** Drains and closes when the process is asked to end. */
  public FssClient closeOnShutdown() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::closeNow, "fss-client-shutdown"));
    return this;
  }

  /** Null before the start. */
  synchronized Engine engine() {
    return engine;
  }

  private void closeNow() {
    // The drain itself ends by its own limits; this one holds should the event loops be stuck.
    long seconds = options.drain().toSeconds() + 10;
    try {
      close().toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the client did not close in time", e);
    }
  }
}
