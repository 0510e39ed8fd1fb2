package io.fss.scheduler;

import io.fss.kernel.Clock;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.GroupControlReply;
import io.fss.proto.bus.v1.GroupControlRequest;
import io.fss.proto.bus.v1.GroupCreateReply;
import io.fss.proto.bus.v1.GroupCreateRequest;
import io.fss.proto.bus.v1.GroupCreated;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupListRequest;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.GroupUpdateRequest;
import io.fss.proto.bus.v1.Violation;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What people and programs do to task groups. */
final class Groups {
  private static final int BULK = 1_000;

  private final GroupStore store;
  private final GroupRead read;
  private final Clock clock;
  private final Consumer<List<Staged>> planned;

  Groups(GroupStore store, GroupRead read, Clock clock, Consumer<List<Staged>> planned) {
    this.store = store;
    this.read = read;
    this.clock = clock;
    this.planned = planned;
  }

  Future<GroupCreateReply> create(GroupCreateRequest request) {
    if (request.getSpecsCount() > BULK) {
      throw Refusal.invalid(
          "groups", request.getSpecsCount() + " groups", "must be at most " + BULK);
    }
    GroupCreated[] results = new GroupCreated[request.getSpecsCount()];
    List<GroupStore.NewGroup> fine = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      GroupSpec spec = GroupRules.withDefaults(request.getSpecs(i));
      List<Violation> violations = GroupRules.check(spec, clock.millis());
      if (violations.isEmpty()) {
        fine.add(new GroupStore.NewGroup(spec, false, 0));
        places.add(i);
      } else {
        results[i] = GroupCreated.newBuilder().addAllViolations(violations).build();
      }
    }
    if (fine.isEmpty()) {
      return Future.succeededFuture(reply(results));
    }
    return store
        .create(fine)
        .map(
            created -> {
              planned.accept(created.planned());
              for (int i = 0; i < fine.size(); i++) {
                results[places.get(i)] = created(fine.get(i).spec(), i, created);
              }
              return reply(results);
            });
  }

  private static GroupCreateReply reply(GroupCreated[] results) {
    return GroupCreateReply.newBuilder().addAllResults(List.of(results)).build();
  }

  private GroupCreated created(GroupSpec spec, int index, GroupStore.Created created) {
    Map<Integer, Long> ids = created.ids();
    if (!ids.containsKey(index)) {
      return GroupCreated.newBuilder().addViolations(taken(spec)).build();
    }
    long id = ids.get(index);
    GroupInfo.Builder group =
        GroupInfo.newBuilder()
            .setId(id)
            .setSpec(spec)
            .setVersion(1)
            .setDataVersion(1)
            .setCreatedAtMs(clock.millis())
            .setUpdatedAtMs(clock.millis());
    created.planned().stream()
        .filter(task -> task.groupId() == id)
        .forEach(task -> group.setNextTaskId(task.id()).setNextRunAtMs(task.dueAt()));
    return GroupCreated.newBuilder().setGroup(group).build();
  }

  static Violation taken(GroupSpec spec) {
    return Refusal.violation(
        "name", spec.getName(), "must be unique in namespace " + spec.getNamespace());
  }

  Future<GroupInfo> update(GroupUpdateRequest request) {
    return group(request.getId())
        .compose(
            old -> {
              GroupSpec spec = GroupRules.withDefaults(request.getSpec());
              check(old, spec, request.getVersion());
              return store.update(old, spec, -1);
            })
        .compose(
            changed -> {
              if (!changed.made()) {
                return Future.failedFuture(
                    Refusal.conflict("the group was changed meanwhile: read it again"));
              }
              planned.accept(changed.planned());
              return group(request.getId());
            });
  }

  private void check(GroupInfo old, GroupSpec spec, long version) {
    if (old.getVersion() != version) {
      throw Refusal.conflict(
          "version %d is stale: the group is at version %d".formatted(version, old.getVersion()));
    }
    List<Violation> violations = new ArrayList<>(GroupRules.check(spec, clock.millis()));
    fixed(violations, "namespace", old.getSpec().getNamespace(), spec.getNamespace());
    fixed(violations, "name", old.getSpec().getName(), spec.getName());
    boolean sameTrigger = spec.getTrigger().equals(old.getSpec().getTrigger());
    // A once group keeps its instant when something else is edited after it has passed.
    violations.removeIf(v -> sameTrigger && v.getField().equals("trigger.at"));
    if (!violations.isEmpty()) {
      throw Refusal.invalid(violations);
    }
  }

  private static void fixed(List<Violation> violations, String field, String old, String value) {
    if (!old.equals(value)) {
      violations.add(Refusal.violation(field, value, "cannot be changed from " + old));
    }
  }

  Future<GroupControlReply> control(GroupControlRequest request) {
    return group(request.getId())
        .compose(
            group ->
                switch (request.getDeed()) {
                  case ENABLE -> enable(group, true);
                  case DISABLE -> enable(group, false);
                  case RUN -> run(group, request);
                  case DELETE -> delete(group);
                  default ->
                      throw Refusal.invalid(
                          "deed", request.getDeedValue(), "must be ENABLE, DISABLE, RUN or DELETE");
                });
  }

  private Future<GroupControlReply> enable(GroupInfo group, boolean enabled) {
    return store
        .enable(group, enabled)
        .compose(
            changed -> {
              planned.accept(changed.planned());
              return group(group.getId());
            })
        .map(after -> GroupControlReply.newBuilder().setGroup(after).build());
  }

  private Future<GroupControlReply> run(GroupInfo group, GroupControlRequest request) {
    List<Violation> violations = new ArrayList<>(GroupRules.checkParams(request.getParams()));
    if (request.getKey().length() > 200) {
      violations.add(
          Refusal.violation("key", request.getKey(), "must have at most 200 characters"));
    }
    if (!violations.isEmpty()) {
      throw Refusal.invalid(violations);
    }
    return store
        .runNow(group, request.getKey(), request.getParams())
        .map(
            changed -> {
              planned.accept(changed.planned());
              return GroupControlReply.newBuilder()
                  .setGroup(group)
                  .setTaskId(changed.taskId())
                  .build();
            });
  }

  private Future<GroupControlReply> delete(GroupInfo group) {
    return store
        .delete(group)
        .map(
            gone -> {
              if (!gone) {
                throw Refusal.conflict(
                    "a task of the group still runs: disable the group and wait for its end");
              }
              return GroupControlReply.newBuilder().setGroup(group).build();
            });
  }

  private Future<GroupInfo> group(long id) {
    if (id <= 0) {
      return Future.failedFuture(Refusal.invalid("id", id, "must be positive"));
    }
    return read.list(GroupListRequest.newBuilder().setId(id).build())
        .map(
            list -> {
              if (list.getGroupsCount() == 0) {
                throw Refusal.notFound("there is no task group " + id);
              }
              return list.getGroups(0);
            });
  }
}
