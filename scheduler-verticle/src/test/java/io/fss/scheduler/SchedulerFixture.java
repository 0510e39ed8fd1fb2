package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.until;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
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
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskListRequest;
import io.fss.proto.bus.v1.TaskStatus;
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
          Duration.ofDays(7),
          Duration.ofDays(2));
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
          "task_tally",
          "task_rollup",
          "namespace_rollup",
          "calendar",
          "namespace_pause");

  private final Path folder;
  private final String url;
  private boolean emptied;
  private SchedulerVerticle verticle;
  private Database tables;
  private long marker;

  SchedulerFixture(TestDatabases.Kind kind, Path folder) {
    this.url = URLS.computeIfAbsent(kind, first -> kind.url(folder));
    this.folder = kind == TestDatabases.Kind.SQLITE ? folder : null;
  }

  SchedulerFixture start() {
    verticle = new SchedulerVerticle(bus, clock, this::open, ids, OPTIONS, meters);
    await(vertx.deployVerticle(verticle));
    return this;
  }

  private Future<Database> open(String module) {
    String place = folder == null ? url : "sqlite:" + folder;
    return Databases.of(vertx, DatabaseOptions.of(place))
        .open(module)
        .onSuccess(opened -> tables = opened)
        .compose(opened -> empty(opened).map(opened));
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

  SchedulerFixture stop() {
    await(vertx.undeploy(verticle.deploymentID()));
    return this;
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

  /** The scheduler's tables, to be read and written behind its back. */
  Database tables() {
    return tables;
  }

  void write(String sql) {
    await(tables().transact("test", tx -> tx.run(sql, Tuple.tuple())));
  }

  long count(String from) {
    RowSet<Row> rows = await(tables().read("SELECT COUNT(*) AS n FROM " + from, Tuple.tuple()));
    return rows.iterator().next().getLong("n");
  }

  double counted(String meter) {
    return meters.counter(meter).count();
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
