package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.kernel.DatabaseOptions;
import io.fss.kernel.Databases;
import io.fss.kernel.Ids;
import io.fss.kernel.SettableClock;
import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupControlReply;
import io.fss.proto.bus.v1.GroupControlRequest;
import io.fss.proto.bus.v1.GroupControlRequest.Deed;
import io.fss.proto.bus.v1.GroupCreateRequest;
import io.fss.proto.bus.v1.GroupCreated;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupListRequest;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.GroupUpdateRequest;
import io.fss.proto.bus.v1.TaskControlReply;
import io.fss.proto.bus.v1.TaskControlRequest;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskListRequest;
import io.fss.proto.bus.v1.TaskStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A scheduler on a real bus and a real file, with a clock that stands still; the registry, the edge
 * and the clients are played.
 */
final class SchedulerFixture implements AutoCloseable {
  static final SchedulerOptions OPTIONS =
      new SchedulerOptions(
          Duration.ofSeconds(5),
          10_000,
          1_000,
          100,
          10_000,
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          2_000,
          Duration.ofDays(7),
          50,
          Duration.ofDays(30),
          Duration.ofDays(2),
          PolicyOptions.CAREFUL);
  // Nothing is proven by how long a test waits for what the sweep finds.
  private static final Duration BEAT = Duration.ofMillis(20);
  private static final Pace HURRIED = new Pace(BEAT, 10, Integer.MAX_VALUE);
  private static final Pace WITH_UPKEEP = new Pace(BEAT, 10, 10);
  private static final String STAGING = "status = 1 AND wait = 0";
  private static final String MARKER = "marker";

  final Vertx vertx = Vertx.vertx();
  final Bus bus = new Bus(vertx, "n1");
  final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T03:04:05Z"));
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final FakeRegistry registry = new FakeRegistry(bus);
  final FakeEdge edge = new FakeEdge(bus);
  final FakeClient client = new FakeClient(bus, clock);
  final Ids ids = new Ids(1, clock);
  // A fresh schema for every test takes longer than most tests: the servers' are emptied instead.
  private static final Map<TestDatabases.Kind, String> URLS =
      new EnumMap<>(TestDatabases.Kind.class);
  private static final List<String> TABLES =
      List.of(
          "task_group",
          "task_group_label",
          "task_group_version",
          "task",
          "task_history",
          "task_attempt",
          "task_key",
          "task_halt",
          "task_tally",
          "rollup_round",
          "task_rollup",
          "namespace_rollup",
          "calendar",
          "namespace_pause");

  private final Path folder;
  private final UnaryOperator<Database> through;
  private final String url;
  private final Clock seen;
  private boolean emptied;
  private SchedulerVerticle verticle;
  private final List<LockOrder> orders = new CopyOnWriteArrayList<>();
  private Database behind;
  private HeldAnswers tables;
  private long marker;

  SchedulerFixture(TestDatabases.Kind kind, Path folder) {
    this(kind, folder, clock -> clock);
  }

  /** With a scheduler that goes by another clock, made of the one that tests set. */
  SchedulerFixture(TestDatabases.Kind kind, Path folder, Function<SettableClock, Clock> clocks) {
    this.seen = clocks.apply(clock);
    this.url = URLS.computeIfAbsent(kind, first -> kind.url(folder));
    this.folder = kind == TestDatabases.Kind.SQLITE ? folder : null;
    this.through = UnaryOperator.identity();
  }

  /**
   * A scheduler on a server's tables of its own.
   *
   * @param through what stands between the scheduler and its tables
   */
  SchedulerFixture(String url, UnaryOperator<Database> through) {
    this.seen = clock;
    this.url = url;
    this.folder = null;
    this.through = through;
  }

  /** With a scheduler that never does the upkeep: tests that need it call for it. */
  SchedulerFixture start() {
    return start(HURRIED);
  }

  SchedulerFixture startWithUpkeep() {
    return start(WITH_UPKEEP);
  }

  private SchedulerFixture start(Pace pace) {
    verticle = new SchedulerVerticle(bus, seen, this::open, ids, OPTIONS, meters, pace);
    await(vertx.deployVerticle(verticle));
    return this;
  }

  private Future<Database> open(String module) {
    String place = folder == null ? url : "sqlite:" + folder;
    return Databases.of(vertx, DatabaseOptions.of(place))
        .open(module)
        .compose(opened -> empty(opened).map(opened))
        .map(this::watched)
        .onSuccess(opened -> tables = opened)
        .map(through);
  }

  private HeldAnswers watched(Database opened) {
    behind = opened;
    LockOrder order = new LockOrder(opened);
    orders.add(order);
    return new HeldAnswers(order);
  }

  private Future<Void> empty(Database opened) {
    if (emptied || folder != null) {
      return Future.succeededFuture();
    }
    emptied = true;
    return opened.transact(
        "test",
        tx -> {
          Future<?> all = Future.succeededFuture();
          for (String table : TABLES) {
            all = all.compose(done -> tx.run("DELETE FROM " + table, Tuple.tuple()));
          }
          return all.mapEmpty();
        });
  }

  /**
   * A further scheduler on the same database; not on SQLite, which is of one process. Both are
   * asked under the name of the one node, so that reports and requests reach now this one, now that
   * one.
   */
  SchedulerFixture startAnother() {
    await(
        vertx.deployVerticle(
            new SchedulerVerticle(
                bus,
                clock,
                module -> Databases.of(vertx, DatabaseOptions.of(url)).open(module),
                new Ids(2, clock),
                OPTIONS,
                new SimpleMeterRegistry(),
                HURRIED)));
    return this;
  }

  SchedulerFixture stop() {
    await(stopping());
    return this;
  }

  /** Begins to stop. */
  Future<Void> stopping() {
    return vertx.undeploy(verticle.deploymentID());
  }

  long now() {
    return clock.millis();
  }

  void pass(Duration time) {
    clock.advance(time);
  }

  /** Time passes until this instant. */
  void passTo(long millis) {
    pass(Duration.ofMillis(millis - now()));
  }

  // ---- groups

  List<GroupCreated> ask(GroupSpec.Builder... specs) {
    GroupCreateRequest.Builder request = GroupCreateRequest.newBuilder();
    for (GroupSpec.Builder spec : specs) {
      request.addSpecs(spec);
    }
    return await(bus.request(Channels.GROUP_CREATE, request.build())).getResultsList();
  }

  GroupInfo create(GroupSpec.Builder spec) {
    GroupCreated created = ask(spec).get(0);
    if (!created.hasGroup()) {
      throw new AssertionError("refused: " + created);
    }
    return created.getGroup();
  }

  GroupInfo group(long id) {
    GroupListRequest request = GroupListRequest.newBuilder().setId(id).build();
    return await(bus.request(Channels.GROUP_LIST, request)).getGroups(0);
  }

  Future<GroupControlReply> tryTo(Deed deed, GroupInfo group) {
    return bus.request(
        Channels.GROUP_CONTROL,
        GroupControlRequest.newBuilder().setId(group.getId()).setDeed(deed).build());
  }

  GroupControlReply control(GroupInfo group, GroupControlRequest.Builder request) {
    return await(bus.request(Channels.GROUP_CONTROL, request.setId(group.getId()).build()));
  }

  /** Edits a group, of which {@code read} was read before. */
  Future<GroupInfo> tryToEdit(GroupInfo read, GroupSpec.Builder spec) {
    return bus.request(
        Channels.GROUP_UPDATE,
        GroupUpdateRequest.newBuilder()
            .setId(read.getId())
            .setVersion(read.getVersion())
            .setDataVersion(read.getDataVersion())
            .setSpec(spec)
            .build());
  }

  GroupInfo edit(GroupInfo read, GroupSpec.Builder spec) {
    return await(tryToEdit(read, spec));
  }

  GroupInfo enable(GroupInfo group) {
    return await(tryTo(Deed.ENABLE, group)).getGroup();
  }

  GroupInfo disable(GroupInfo group) {
    return await(tryTo(Deed.DISABLE, group)).getGroup();
  }

  long run(GroupInfo group) {
    return run(group, "", "");
  }

  long run(GroupInfo group, String key, String params) {
    return await(
            bus.request(
                Channels.GROUP_CONTROL,
                GroupControlRequest.newBuilder()
                    .setId(group.getId())
                    .setDeed(Deed.RUN)
                    .setKey(key)
                    .setParams(params)
                    .build()))
        .getTaskId();
  }

  // ---- tasks

  /** Every task of a group, newest first, live or ended. */
  List<TaskInfo> tasks(GroupInfo group) {
    return tasks(TaskListRequest.newBuilder().setGroupId(group.getId()).setLimit(1_000));
  }

  List<TaskInfo> tasks(GroupInfo group, TaskStatus status) {
    return tasks(
        TaskListRequest.newBuilder().setGroupId(group.getId()).addStatuses(status).setLimit(1_000));
  }

  List<TaskInfo> tasks(TaskListRequest.Builder request) {
    return await(bus.request(Channels.TASK_LIST, request.build())).getTasksList();
  }

  /** One task with its attempts. */
  TaskInfo task(long id) {
    return tasks(TaskListRequest.newBuilder().setId(id)).get(0);
  }

  Future<TaskControlReply> tryTo(TaskControlRequest.Deed deed, long task, String key) {
    return bus.request(
        Channels.TASK_CONTROL,
        TaskControlRequest.newBuilder().setId(task).setDeed(deed).setKey(key).build());
  }

  /** Somebody cancels a task, for this reason; answers it as it is then. */
  TaskInfo cancel(long task, String reason) {
    return await(
            bus.request(
                Channels.TASK_CONTROL,
                TaskControlRequest.newBuilder()
                    .setId(task)
                    .setDeed(TaskControlRequest.Deed.CANCEL)
                    .setReason(reason)
                    .build()))
        .getTask();
  }

  TaskInfo awaitStatus(long task, TaskStatus status) {
    until(
        "task %d is %s, not %s".formatted(task, status, task(task)),
        () -> task(task).getStatus() == status);
    return task(task);
  }

  // ---- proofs

  /**
   * Returns when the scheduler has looked at everything that is due now: a task that became due
   * after all of them has reached its client.
   */
  void looked() {
    if (marker == 0) {
      registry.online("bystander", 1_000, MARKER);
      marker = create(Specs.manual(MARKER).setJob(MARKER)).getId();
    }
    int before = edge.of(MARKER).size();
    long task = run(group(marker));
    edge.awaitSent(MARKER, before + 1);
    client.succeeds(edge.of(MARKER).stream().filter(s -> s.task() == task).findAny().orElseThrow());
  }

  /** The scheduler learns of the end of its transactions of a lane when the future is complete. */
  void holdAnswers(String lane, Future<Void> until) {
    tables.hold(lane, until);
  }

  /** Returns when the scheduler has read on to the end of what is due in the next seconds. */
  void staged() {
    int before = tables.reads(STAGING);
    until("staged", () -> tables.reads(STAGING) >= before + 2);
  }

  /**
   * The scheduler learns of due tasks that it finds in its tables when the future is complete.
   *
   * @return completed when it has found some
   */
  Future<Void> holdStaging(Future<Void> until) {
    return tables.holdReads(STAGING, until);
  }

  /** Returns when nothing that waits is in the scheduler's memory. */
  void forgotten() {
    until("forgotten", () -> meters.get("fss.tasks.staged").gauge().value() == 0);
  }

  /** The scheduler's tables, to be read and written behind its back. */
  Database tables() {
    return behind;
  }

  void write(String sql) {
    await(tables().transact("test", tx -> tx.run(sql, Tuple.tuple())));
  }

  long count(String from) {
    RowSet<Row> rows = await(tables().read("SELECT COUNT(*) AS n FROM " + from, Tuple.tuple()));
    return rows.iterator().next().getLong("n");
  }

  double counted(String meter) {
    return meters.get(meter).counters().stream().mapToDouble(Counter::count).sum();
  }

  @Override
  public void close() {
    await(vertx.close());
    assertThat(orders).allSatisfy(order -> assertThat(order.broken()).isEmpty());
  }
}
