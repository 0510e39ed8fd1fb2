package io.fss.scheduler;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.InMemoryDatabase;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.CalendarListRequest;
import io.fss.proto.bus.v1.CalendarPutRequest;
import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.bus.v1.DeclareRequest;
import io.fss.proto.bus.v1.GroupControlReply;
import io.fss.proto.bus.v1.GroupControlRequest;
import io.fss.proto.bus.v1.GroupControlRequest.Deed;
import io.fss.proto.bus.v1.GroupCreateRequest;
import io.fss.proto.bus.v1.GroupCreated;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupListRequest;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.GroupUpdateRequest;
import io.fss.proto.bus.v1.NamespacePauseRequest;
import io.fss.proto.bus.v1.TaskControlRequest;
import io.fss.proto.v1.DeclarationResult;
import io.fss.proto.v1.TaskGroupDeclaration;
import io.fss.proto.v1.Trigger;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** People and programs who define groups and interfere with what runs. */
final class SimOperator {
  private static final long PATIENCE_MS = 1_000;

  private final SimProcess process;
  private final SimWorld world;
  private final InMemoryDatabase tables;
  private final SimLedger ledger;
  private final SimDefinitions definitions;
  private final Bus bus;
  private final List<Long> groups = new ArrayList<>();
  private final Map<String, Long> runs = new HashMap<>();
  private int named;
  private boolean calm;

  SimOperator(SimWorld world, SimNetwork network, InMemoryDatabase tables, SimLedger ledger) {
    this.process = new SimProcess(world, "operator", 0);
    this.world = world;
    this.tables = tables;
    this.ledger = ledger;
    this.definitions = new SimDefinitions(world.luck);
    this.bus = new Bus(new SimVertx(process, network).vertx(), "operator");
  }

  /** Defines some groups, and goes on with a deed now and then. */
  void start(int defined, double deedsPerMinute) {
    Set.copyOf(SimDefinitions.NAMESPACES).stream().sorted().forEach(this::calendar);
    for (int i = 0; i < defined; i++) {
      process.afterMs(world.luck.lowBetween(100, 10_000), this::create);
    }
    if (deedsPerMinute > 0) {
      next(deedsPerMinute);
    }
  }

  private void next(double perMinute) {
    process.afterMs(
        world.luck.untilNext(perMinute),
        () -> {
          if (!calm) {
            deed();
            next(perMinute);
          }
        });
  }

  /** Interferes no more; what was paused goes on. */
  void calm() {
    calm = true;
    Set.copyOf(SimDefinitions.NAMESPACES).stream()
        .sorted()
        .forEach(namespace -> pause(namespace, false));
  }

  private void deed() {
    switch (world.luck.index(17)) {
      case 0 -> {
        if (world.luck.chance(0.5)) {
          create();
        } else {
          declare();
        }
      }
      case 1, 2 -> control(Deed.ENABLE);
      case 3, 4 -> control(Deed.DISABLE);
      case 5, 6, 7 -> run(anyGroup(), world.luck.chance(0.5) ? "k" + world.luck.index(5) : "", 3);
      case 8, 9, 10 -> edit();
      case 11 -> control(Deed.CANCEL);
      case 12, 13 -> cancelTask();
      case 15 -> calendar(world.luck.pick(SimDefinitions.NAMESPACES));
      case 14 -> pause(world.luck.pick(SimDefinitions.NAMESPACES), world.luck.chance(0.6));
      default -> {
        if (world.luck.chance(0.3)) {
          control(Deed.DELETE);
        } else {
          rerun();
        }
      }
    }
  }

  private long anyGroup() {
    return groups.isEmpty() ? 0 : world.luck.pick(groups);
  }

  /** Nothing was answered, or the answer is a refusal: a person shrugs. */
  private void shrug(String deed, Future<?> answer) {
    world.trace(() -> "operator: " + deed);
    answer.onFailure(
        failure -> {
          world.trace(() -> "operator: %s: %s".formatted(deed, failure.getMessage()));
          if (!(failure instanceof Refusal)) {
            world.violated("operator: %s failed with %s".formatted(deed, failure));
          }
        });
  }

  private void create() {
    GroupSpec spec = definitions.group("g" + named++, world.millis()).build();
    shrug(
        "create %s %s %s"
            .formatted(
                spec.getName(),
                TriggerText.encode(spec.getTrigger()),
                PolicyText.encode(spec.getPolicies())),
        bus.request(Channels.GROUP_CREATE, GroupCreateRequest.newBuilder().addSpecs(spec).build())
            .onSuccess(reply -> created(spec, reply.getResults(0))));
  }

  /** A new copy of a program comes, and says what it wants to be run. */
  private void declare() {
    String name = "d" + world.luck.index(3);
    GroupSpec spec = definitions.group(name, world.millis()).build();
    TaskGroupDeclaration declaration =
        TaskGroupDeclaration.newBuilder()
            .setName(name)
            .setJob(spec.getJob())
            .setTrigger(spec.getTrigger())
            .setPolicies(spec.getPolicies())
            .setData(spec.getData())
            .setVersion(world.luck.between(1, 6))
            .build();
    DeclareRequest request =
        DeclareRequest.newBuilder()
            .setNamespace(spec.getNamespace())
            .setApp(spec.getApp())
            .addGroups(declaration)
            .build();
    shrug(
        "declare %s %d %s"
            .formatted(name, declaration.getVersion(), TriggerText.encode(spec.getTrigger())),
        bus.request(Channels.GROUP_DECLARE, request)
            .onSuccess(reply -> declared(spec, reply.getResults(0).getOutcome())));
  }

  private void declared(GroupSpec spec, DeclarationResult.Outcome outcome) {
    world.trace(() -> "operator: declared " + outcome);
    if (outcome == DeclarationResult.Outcome.INVALID) {
      return;
    }
    try {
      String sql = "SELECT id FROM task_group WHERE namespace = ? AND name = ?";
      for (Row row : tables.run(sql, spec.getNamespace(), spec.getName())) {
        if (!groups.contains(row.getLong("id"))) {
          groups.add(row.getLong("id"));
        }
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private void created(GroupSpec spec, GroupCreated result) {
    if (result.hasGroup()) {
      long id = result.getGroup().getId();
      groups.add(id);
      exists("group " + spec.getName(), "SELECT id FROM task_group WHERE id = ?", id);
    } else if (!result.getViolations(0).getRule().contains("unique")) {
      world.trace(() -> "refused: " + SimText.of(result));
    }
  }

  private void exists(String what, String sql, Object... parameters) {
    try {
      if (tables.run(sql, parameters).size() == 0) {
        world.violated(what + " was acknowledged and is not there");
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private Future<GroupControlReply> ask(long group, Deed deed) {
    return bus.request(
        Channels.GROUP_CONTROL,
        GroupControlRequest.newBuilder()
            .setId(group)
            .setDeed(deed)
            .setCancelRunning(world.luck.chance(0.5))
            .setReason("by chance")
            .build());
  }

  private void control(Deed deed) {
    long group = anyGroup();
    if (group == 0) {
      return;
    }
    shrug(
        deed + " " + group,
        ask(group, deed)
            .onSuccess(
                done -> {
                  if (deed == Deed.DELETE) {
                    groups.remove(group);
                  }
                }));
  }

  /** Runs a group; whoever has a key and no answer asks again. */
  private void run(long group, String key, int tries) {
    if (group == 0 || tries == 0) {
      return;
    }
    GroupControlRequest.Builder request =
        GroupControlRequest.newBuilder().setId(group).setDeed(Deed.RUN).setKey(key);
    if (world.luck.chance(0.1)) {
      request.setFinishByMs(world.millis() + world.luck.between(500, 10_000));
    }
    shrug(
        "RUN %d %s".formatted(group, key),
        bus.request(Channels.GROUP_CONTROL, request.build())
            .onSuccess(done -> ran(group, key, done.getTaskId()))
            .onFailure(
                failure -> {
                  if (!key.isEmpty()) {
                    process.afterMs(PATIENCE_MS, () -> run(group, key, tries - 1));
                  }
                }));
  }

  private void ran(long group, String key, long task) {
    if (ledger.made(task) == null) {
      world.violated(
          "run of group %d was acknowledged as task %d, and is not there".formatted(group, task));
    }
    Long before = key.isEmpty() ? null : runs.put(group + "/" + key, task);
    if (before != null && before != task) {
      world.violated("key %s of group %d made tasks %d and %d".formatted(key, group, before, task));
    }
  }

  private void edit() {
    long group = anyGroup();
    if (group == 0) {
      return;
    }
    shrug(
        "edit " + group,
        bus.request(Channels.GROUP_LIST, GroupListRequest.newBuilder().setId(group).build())
            .compose(
                list -> {
                  if (list.getGroupsCount() == 0) {
                    return Future.succeededFuture();
                  }
                  GroupInfo old = list.getGroups(0);
                  return bus.request(
                      Channels.GROUP_UPDATE,
                      GroupUpdateRequest.newBuilder()
                          .setId(group)
                          .setVersion(old.getVersion())
                          .setDataVersion(old.getDataVersion())
                          .setSpec(edited(old.getSpec()))
                          .build());
                }));
  }

  private GroupSpec edited(GroupSpec old) {
    GroupSpec.Builder spec = old.toBuilder();
    SimLuck luck = world.luck;
    if (luck.chance(0.4)) {
      Trigger trigger = definitions.trigger(world.millis());
      spec.setTrigger(trigger);
    }
    if (luck.chance(0.4) || old.getPolicies().getFinishWithinMs() > 0) {
      spec.setPolicies(definitions.policies(spec.getTrigger().getJitterMs()));
    }
    if (luck.chance(0.3)) {
      spec.setData("{\"n\":%d}".formatted(SimDefinitions.BY_OPERATOR * luck.between(1, 1_000)));
    }
    if (luck.chance(0.2)) {
      spec.setEnabled(!old.getEnabled());
    }
    if (luck.chance(0.2)) {
      spec.setJob(luck.pick(SimDefinitions.JOBS));
    }
    world.trace(
        () ->
            "operator: edits %s to %s %s %s"
                .formatted(
                    spec.getName(),
                    TriggerText.encode(spec.getTrigger()),
                    PolicyText.encode(spec.getPolicies()),
                    spec.getEnabled()));
    return spec.build();
  }

  private void cancelTask() {
    List<Long> live = List.copyOf(ledger.live().keySet());
    if (!live.isEmpty()) {
      long task = world.luck.pick(live.stream().sorted().toList());
      shrug(
          "cancel task " + task,
          bus.request(
              Channels.TASK_CONTROL,
              TaskControlRequest.newBuilder()
                  .setId(task)
                  .setDeed(TaskControlRequest.Deed.CANCEL)
                  .build()));
    }
  }

  private void rerun() {
    try {
      List<Long> ended = new ArrayList<>();
      for (Row row : tables.run("SELECT id FROM task_history ORDER BY id DESC LIMIT 5")) {
        ended.add(row.getLong("id"));
      }
      if (!ended.isEmpty()) {
        long task = world.luck.pick(ended);
        shrug(
            "rerun task " + task,
            bus.request(
                Channels.TASK_CONTROL,
                TaskControlRequest.newBuilder()
                    .setId(task)
                    .setDeed(TaskControlRequest.Deed.RERUN)
                    .build()));
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private void pause(String namespace, boolean paused) {
    NamespacePauseRequest request =
        NamespacePauseRequest.newBuilder().setNamespace(namespace).setPaused(paused).build();
    shrug(
        "%s is %s".formatted(namespace, paused ? "paused" : "open"),
        bus.request(Channels.NAMESPACE_PAUSE, request)
            .onFailure(
                failure -> {
                  // What is to go on must go on.
                  if (!paused && calm) {
                    process.afterMs(PATIENCE_MS, () -> pause(namespace, false));
                  }
                }));
  }

  /** Makes the calendar of a namespace, or edits it. */
  private void calendar(String namespace) {
    CalendarListRequest known =
        CalendarListRequest.newBuilder()
            .setNamespace(namespace)
            .setName(SimDefinitions.CALENDAR)
            .build();
    CalendarSpec.Builder spec = definitions.calendar(namespace);
    shrug(
        "calendar " + SimText.of(spec.build()),
        bus.request(Channels.CALENDAR_LIST, known)
            .compose(
                list ->
                    bus.request(
                        Channels.CALENDAR_PUT,
                        CalendarPutRequest.newBuilder()
                            .setSpec(spec)
                            .setVersion(
                                list.getCalendarsCount() == 0
                                    ? 0
                                    : list.getCalendars(0).getVersion())
                            .build())));
  }

  /** Disables every group, for as long as it takes; also those nobody was told of. */
  void disableAll() {
    groups.clear();
    try {
      for (Row row : tables.run("SELECT id FROM task_group ORDER BY id")) {
        groups.add(row.getLong("id"));
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
    List.copyOf(groups).forEach(this::disable);
  }

  private void disable(long group) {
    ask(group, Deed.DISABLE)
        .onSuccess(done -> groups.remove(group))
        .onFailure(
            failure -> {
              if (failure instanceof Refusal refusal && refusal.kind() == Refusal.Kind.NOT_FOUND) {
                groups.remove(group);
              } else {
                process.afterMs(PATIENCE_MS, () -> disable(group));
              }
            });
  }

  /** Whether every group that exists has been disabled. */
  boolean disabledAll() {
    return groups.isEmpty();
  }
}
