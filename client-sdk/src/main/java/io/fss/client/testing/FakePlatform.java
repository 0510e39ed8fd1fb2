package io.fss.client.testing;

import io.fss.client.ClientBench;
import io.fss.client.ClientOptions;
import io.fss.client.FssClient;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.ExecuteAnswer;
import io.fss.proto.v1.Execution;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A platform for tests that is an object of the test. The client is the real one, with its
 * capacity, cancellation, logs and reports; nothing listens and nothing is sent over a network.
 *
 * <pre>{@code
 * try (FakePlatform platform = FakePlatform.start(client -> client.blockingJob("report", job))) {
 *   Ran ran = platform.run("report", new JsonObject().put("day", "2026-01-01"));
 *   assertThat(ran.result()).isEqualTo("written");
 * }
 * }</pre>
 *
 * <p>Time stands still but for {@link #advance} and {@link #silence}: groups become due, tries are
 * repeated, time limits end only there. A job takes no time, however long it works: a job that does
 * not end by itself within 10 s of the machine's time fails the test. One that should go on while
 * time passes is started with {@link #begin} or {@link #beginGroup}.
 *
 * <p>Groups with a cron expression are due on the real platform alone; {@link #fire} them. Jitter,
 * calendars, progress limits and the ways to a client are left out; while a task of a group has not
 * ended, its further moments are skipped, unless all of them may overlap.
 *
 * <p>Belongs to one thread, that of the test.
 */
public final class FakePlatform implements AutoCloseable {
  private final VirtualTime time;
  private final ClientBench bench;
  private final Inbox inbox = new Inbox();
  private final Map<String, Group> groups = new LinkedHashMap<>();
  private final Map<String, Group> alone = new ConcurrentHashMap<>();
  private final Set<Task> open = new LinkedHashSet<>();
  private final Set<Task> waiting = new LinkedHashSet<>();
  private final Map<Task, Instant> retries = new LinkedHashMap<>();
  private final List<Ran> ran = new ArrayList<>();

  private FakePlatform(VirtualTime time, ClientOptions options, Vertx vertx) {
    this.time = Objects.requireNonNull(time, "time");
    this.bench = new ClientBench(options, vertx, time, inbox);
  }

  /** A platform with one client that has these jobs and groups. */
  public static FakePlatform start(Consumer<FssClient> jobs) {
    return start(new VirtualTime(), jobs);
  }

  /** The same for jobs that ask what time it is. */
  public static FakePlatform start(VirtualTime time, Consumer<FssClient> jobs) {
    return start(time, new ClientOptions("test").withName("test"), null, jobs);
  }

  /**
   * The same with a client of these options.
   *
   * @param vertx the Vert.x of the jobs, or null for one of the client's own
   * @throws AssertionError for a client that does not start
   */
  public static FakePlatform start(
      VirtualTime time, ClientOptions options, Vertx vertx, Consumer<FssClient> jobs) {
    FakePlatform platform = new FakePlatform(time, options, vertx);
    try {
      jobs.accept(platform.bench.client());
      await(platform.bench.client().start(), "the client has not started");
      platform.inbox.groups().forEach(group -> platform.groups.put(group.name(), group));
      platform.groups.values().forEach(group -> group.enable(time.instant()));
      return platform;
    } catch (RuntimeException | Error failure) {
      platform.close();
      throw failure;
    }
  }

  private static void await(Future<?> future, String complaint) {
    Settling.until(future::isComplete, () -> complaint + " within " + Settling.LONGEST);
    if (future.failed()) {
      throw new AssertionError(complaint, future.cause());
    }
  }

  /** The client, such as to ask for its status. */
  public FssClient client() {
    return bench.client();
  }

  /** The time, which stands still. */
  public Instant now() {
    return time.instant();
  }

  /** Every try that has ended, in order. */
  public List<Ran> ran() {
    return List.copyOf(ran);
  }

  /** The tries of one group that have ended, in order. */
  public List<Ran> ran(String group) {
    return ran.stream().filter(one -> one.group().equals(group)).toList();
  }

  /** How many moments of a group were skipped because an earlier task had not ended. */
  public int skipped(String group) {
    return group(group).skipped();
  }

  /** The data that a group carries now. */
  public JsonObject data(String group) {
    return named(group).data();
  }

  /** Changes the data of a group, as an operator does. */
  public void data(String group, JsonObject to) {
    named(group).data(to);
  }

  /** Runs a job by itself, in a group of its name that keeps its data, and waits for its end. */
  public Ran run(String job) {
    return run(job, new JsonObject());
  }

  /** The same with parameters. */
  public Ran run(String job, JsonObject params) {
    return run(job, params, 0, 0);
  }

  /** The same as one shard of several; {@code shardTotal} 0 means that it is not sharded. */
  public Ran run(String job, JsonObject params, int shardIndex, int shardTotal) {
    return finish(begin(task(alone(job), params, shardIndex, shardTotal)));
  }

  /** Runs a job by itself without waiting for its end: it is entered, or waits for a free slot. */
  public Running begin(String job) {
    return begin(job, new JsonObject());
  }

  /** The same with parameters. */
  public Running begin(String job, JsonObject params) {
    return new Running(this, begin(task(alone(job), params, 0, 0).hold()));
  }

  /** Runs a group by hand and waits for the end, and for those of the tries that follow at once. */
  public Ran fire(String group) {
    return fire(group, new JsonObject());
  }

  /** The same with parameters. */
  public Ran fire(String group, JsonObject params) {
    return finish(begin(task(group(group), params, 0, 0)));
  }

  /** Runs a group by hand without waiting for the end. */
  public Running beginGroup(String group) {
    return new Running(this, begin(task(group(group), new JsonObject(), 0, 0).hold()));
  }

  /** Asks what was begun of a job to stop and waits for the ends. */
  public List<Ran> cancel(String job, String reason) {
    return List.copyOf(open).stream()
        .filter(task -> task.job().equals(job))
        .map(task -> cancel(task, reason))
        .toList();
  }

  /**
   * Lets time pass, and whatever is due meanwhile happen at its moment: groups, further tries and
   * time limits. What is due at the very start is included, and so is what is due at the end.
   *
   * @return the tries that ended, in order
   */
  public List<Ran> advance(Duration by) {
    int before = ran.size();
    Instant end = now().plus(positive(by));
    collect();
    while (true) {
      fireDue();
      Optional<Instant> next = next(false, now());
      if (next.isEmpty() || next.get().isAfter(end)) {
        break;
      }
      pass(next.get(), true);
    }
    pass(end, true);
    return List.copyOf(ran.subList(before, ran.size()));
  }

  /**
   * Lets time pass while no heartbeat of the client is answered: attempts that outlive what the
   * client can prove are cancelled. Nothing new is begun meanwhile; it is at the next {@link
   * #advance}.
   *
   * @return the tries that ended, in order
   */
  public List<Ran> silence(Duration by) {
    int before = ran.size();
    Instant start = now();
    Instant end = start.plus(positive(by));
    collect();
    inbox.silent = true;
    for (Optional<Instant> next = next(true, start);
        next.isPresent() && !next.get().isAfter(end);
        next = next(true, start)) {
      pass(next.get(), false);
    }
    pass(end, false);
    inbox.silent = false;
    pass(end, true);
    return List.copyOf(ran.subList(before, ran.size()));
  }

  private static Duration positive(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("by %s must not be negative".formatted(by));
    }
    return by;
  }

  /** The next instant after now at which something happens. */
  private Optional<Instant> next(boolean silent, Instant silentSince) {
    List<Instant> moments = new ArrayList<>();
    if (!silent) {
      groups.values().stream().map(Group::due).filter(Objects::nonNull).forEach(moments::add);
      moments.addAll(retries.values());
    }
    for (Task task : open) {
      moments.add(limit(task.open()));
      if (silent) {
        moments.add(silentSince.plusMillis(provenMs(task.group().leaseMs())));
      }
    }
    return moments.stream().filter(moment -> moment.isAfter(now())).min(Instant::compareTo);
  }

  /** How long a client goes on without an answer: it stops 4 s before the lease ends. */
  private static long provenMs(long leaseMs) {
    return leaseMs - Math.min(4_000, leaseMs / 2);
  }

  private Instant limit(Booking booking) {
    long limit = booking.execution().getTimeoutMs();
    return limit == 0
        ? Instant.MAX
        : Instant.ofEpochMilli(bench.enteredAtMs(booking.ref())).plusMillis(limit);
  }

  private void pass(Instant to, boolean proven) {
    bench.pass(() -> time.set(to), proven);
    collect();
  }

  /** Settles what was begun and has ended, also if its report is under way, or was asked to. */
  private void collect() {
    for (Task task : List.copyOf(open)) {
      Booking booking = task.open();
      if (!bench.goesOn(booking.ref())) {
        settle(booking);
      }
    }
  }

  private void fireDue() {
    for (Task task : List.copyOf(retries.keySet())) {
      if (!retries.get(task).isAfter(now())) {
        retries.remove(task);
        runThrough(task);
      }
    }
    for (Group group : groups.values()) {
      // A group may be due again at once, when its job says so; not for ever at one instant.
      for (int i = 0; isDue(group); i++) {
        if (i > 1_000) {
          throw new AssertionError("group " + group.name() + " is due again and again at " + now());
        }
        fireDue(group);
      }
    }
  }

  private boolean isDue(Group group) {
    return group.due() != null && !group.due().isAfter(now());
  }

  private void fireDue(Group group) {
    Instant planned = group.due();
    group.passed(now());
    if (isLive(group) && !group.allowsOverlap()) {
      group.skip();
      return;
    }
    group.began();
    runThrough(new Task(group, group.job(), planned, new JsonObject(), 0, 0));
  }

  /** Runs a task to its end, but one that finds no free slot: it follows when there is one. */
  private void runThrough(Task task) {
    begin(task);
    if (!task.isHeld() && task.open() != null) {
      finish(task);
    }
  }

  private boolean isLive(Group group) {
    return open.stream().anyMatch(task -> task.group() == group)
        || waiting.stream().anyMatch(task -> task.group() == group)
        || retries.keySet().stream().anyMatch(task -> task.group() == group);
  }

  private Task task(Group group, JsonObject params, int shardIndex, int shardTotal) {
    return new Task(group, group.job(), now(), params.copy(), shardIndex, shardTotal);
  }

  private Group group(String name) {
    Group group = groups.get(name);
    if (group == null) {
      throw new IllegalArgumentException(
          "group '%s' must be one of those declared: %s".formatted(name, groups.keySet()));
    }
    return group;
  }

  private Group named(String group) {
    Group declared = groups.get(group);
    return declared == null ? alone(group) : declared;
  }

  private Group alone(String job) {
    if (!inbox.jobs().contains(job)) {
      throw new IllegalArgumentException(
          "job '%s' must be one of the client's: %s".formatted(job, inbox.jobs()));
    }
    return alone.computeIfAbsent(job, Group::of);
  }

  /** Gives a task to the client; it waits where no slot is free. */
  private Task begin(Task task) {
    Execution execution = task.book();
    Booking booking = new Booking(task, execution);
    inbox.expect(booking);
    ExecuteAnswer.Answer answer = bench.execute(execution).getAnswer();
    if (answer == ExecuteAnswer.Answer.BUSY) {
      inbox.forget(booking);
      waiting.add(task);
      return task;
    }
    if (answer != ExecuteAnswer.Answer.ACCEPTED) {
      throw new AssertionError("job %s was refused: %s".formatted(task.job(), answer));
    }
    waiting.remove(task);
    task.taken(booking);
    open.add(task);
    Settling.until(
        () -> booking.completion() != null || bench.enteredAtMs(booking.ref()) > 0,
        () -> told(task, "was not entered"));
    return task;
  }

  private static String told(Task task, String what) {
    return "job %s of group %s (task %d, try %d) %s within %s"
        .formatted(
            task.job(), task.group().name(), task.id(), task.tries(), what, Settling.LONGEST);
  }

  /** The last try of this instant. */
  private Ran finish(Task task) {
    Ran last = end(task);
    while (retries.containsKey(task) && !retries.get(task).isAfter(now())) {
      retries.remove(task);
      last = end(begin(task));
    }
    return last;
  }

  Ran end(Task task) {
    if (waiting.contains(task)) {
      awaitSlot(task);
    }
    return task.open() == null ? task.last() : settle(task.open());
  }

  /** Only the end of something else makes room. */
  private void awaitSlot(Task task) {
    Settling.until(
        () -> {
          collect();
          return !waiting.contains(task);
        },
        () -> told(task, "found no free slot"));
  }

  Ran cancel(Task task, String reason) {
    if (task.open() != null) {
      bench.cancel(task.open().ref(), reason);
    }
    return end(task);
  }

  private Ran settle(Booking booking) {
    Task task = booking.task();
    Settling.until(
        () -> booking.completion() != null && !bench.isRunning(booking.ref()),
        () -> unended(booking));
    Settling.until(
        bench::saidAll, () -> told(task, "has lines or an end that was not acknowledged"));
    inbox.forget(booking);
    open.remove(task);
    Ran settled = settled(booking);
    task.settled(settled);
    ran.add(settled);
    List.copyOf(waiting).forEach(this::runThrough);
    return settled;
  }

  private String unended(Booking booking) {
    return bench.goesOn(booking.ref())
        ? told(booking.task(), "has not ended")
            + "; what should go on while time passes is started with begin or beginGroup"
        : told(booking.task(), "was asked to stop and has not ended");
  }

  private Ran settled(Booking booking) {
    Task task = booking.task();
    Group group = task.group();
    Completion end = booking.completion();
    Optional<Instant> asked =
        Optional.of(end.getNextAtMs()).filter(ms -> ms > 0).map(Instant::ofEpochMilli);
    Optional<Instant> retry = group.pause(task.tries(), booking.outcome()).map(now()::plus);
    group.data(end.getData(), end.getDataVersion());
    retry.ifPresentOrElse(at -> retries.put(task, at), () -> group.ended(now(), asked));
    return new Ran(
        task.id(),
        group.name(),
        task.job(),
        task.planned(),
        Instant.ofEpochMilli(end.getEndedAtMs()),
        task.tries(),
        booking.outcome(),
        end.getMessage(),
        group.data(),
        asked,
        retry,
        booking.log(),
        booking.progress());
  }

  /** Closes the client; what still runs is cancelled and gets a second to end. */
  @Override
  public void close() {
    await(bench.client().close(Duration.ZERO), "the client has not closed");
  }
}
