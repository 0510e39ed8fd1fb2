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
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What people and programs do to task groups. */
final class Groups {
  private static final int BULK = 1_000;
  private static final int REASON = 500;

  private final GroupCreation creation;
  private final GroupStore store;
  private final GroupRuns runs;
  private final GroupRead read;
  private final Calendars calendars;
  private final Deeds deeds;
  private final Clock clock;
  private final PolicyDefaults defaults;

  Groups(
      GroupCreation creation,
      GroupStore store,
      GroupRuns runs,
      GroupRead read,
      Calendars calendars,
      Deeds deeds,
      Clock clock,
      PolicyDefaults defaults) {
    this.creation = creation;
    this.store = store;
    this.runs = runs;
    this.read = read;
    this.calendars = calendars;
    this.deeds = deeds;
    this.clock = clock;
    this.defaults = defaults;
  }

  Future<GroupCreateReply> create(GroupCreateRequest request) {
    if (request.getSpecsCount() > BULK) {
      throw Refusal.invalid(
          "groups", request.getSpecsCount() + " groups", "must be at most " + BULK);
    }
    List<GroupSpec> specs =
        request.getSpecsList().stream()
            .map(spec -> GroupRules.withDefaults(spec, defaults))
            .toList();
    return calendars.of(specs).compose(known -> create(specs, known));
  }

  private Future<GroupCreateReply> create(List<GroupSpec> specs, Calendars.Known known) {
    GroupCreated[] results = new GroupCreated[specs.size()];
    List<GroupCreation.NewGroup> fine = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    long now = clock.millis();
    for (int i = 0; i < results.length; i++) {
      GroupSpec spec = specs.get(i);
      List<Violation> violations = known.check(spec, now);
      if (violations.isEmpty()) {
        fine.add(new GroupCreation.NewGroup(spec, known.stored(spec), false, 0));
        places.add(i);
      } else {
        results[i] = GroupCreated.newBuilder().addAllViolations(violations).build();
      }
    }
    if (fine.isEmpty()) {
      return Future.succeededFuture(reply(results));
    }
    return creation
        .create(fine)
        .map(
            created -> {
              deeds.planned(created.planned());
              Map<Long, Staged> firsts = new HashMap<>();
              created.planned().forEach(task -> firsts.put(task.groupId(), task));
              for (int i = 0; i < fine.size(); i++) {
                GroupSpec spec = fine.get(i).spec();
                Long id = created.ids().get(i);
                results[places.get(i)] =
                    id == null
                        ? GroupCreated.newBuilder().addViolations(taken(spec)).build()
                        : created(spec, id, firsts.get(id), now);
              }
              return reply(results);
            });
  }

  private static GroupCreateReply reply(GroupCreated[] results) {
    return GroupCreateReply.newBuilder().addAllResults(List.of(results)).build();
  }

  private static GroupCreated created(GroupSpec spec, long id, Staged first, long now) {
    GroupInfo.Builder group =
        GroupInfo.newBuilder()
            .setId(id)
            .setSpec(spec)
            .setVersion(1)
            .setDataVersion(1)
            .setCreatedAtMs(now)
            .setUpdatedAtMs(now);
    if (first != null) {
      group.setNextTaskId(first.id()).setNextRunAtMs(first.dueAt());
    }
    return GroupCreated.newBuilder().setGroup(group).build();
  }

  static Violation taken(GroupSpec spec) {
    return Refusal.violation(
        "name", spec.getName(), "must be unique in namespace " + spec.getNamespace());
  }

  Future<GroupInfo> update(GroupUpdateRequest request) {
    GroupSpec spec = GroupRules.withDefaults(request.getSpec(), defaults);
    return group(request.getId())
        .compose(old -> current(old, request, spec))
        .compose(
            old ->
                calendars
                    .of(List.of(spec))
                    .compose(
                        known -> {
                          check(old, spec, known);
                          return store.update(
                              old, GroupStore.Edit.byOperator(spec, known.stored(spec)));
                        }))
        .compose(
            changed -> {
              if (!changed.made()) {
                return overtaken(request, spec);
              }
              return deeds.done(changed).compose(done -> group(request.getId()));
            });
  }

  /** Another edit was faster: what it changed is told as if it had been there before. */
  private Future<GroupInfo> overtaken(GroupUpdateRequest request, GroupSpec spec) {
    return group(request.getId())
        .compose(now -> current(now, request, spec))
        .compose(
            now ->
                Future.failedFuture(
                    Refusal.conflict("the group was changed meanwhile: read it again")));
  }

  /** The group, if the edit was made on what it is now; otherwise tells what has changed since. */
  private Future<GroupInfo> current(GroupInfo old, GroupUpdateRequest request, GroupSpec spec) {
    boolean newData = !spec.getData().equals(old.getSpec().getData());
    if (old.getVersion() == request.getVersion()) {
      // Jobs change the data without a new version of the definition: an edit says which it saw.
      boolean staleData = newData && request.getDataVersion() != old.getDataVersion();
      return staleData
          ? Future.failedFuture(stale(request, old, List.of("data")))
          : Future.succeededFuture(old);
    }
    return store
        .versions()
        .definition(old.getId(), request.getVersion())
        .compose(
            then -> {
              JsonObject now = GroupDefinition.of(old.getSpec());
              // Where the version is too old to be known, the wish itself is what it differs from.
              JsonObject base = then == null ? GroupDefinition.of(spec) : then;
              return Future.failedFuture(
                  stale(request, old, GroupDefinition.difference(base, now)));
            });
  }

  private static Refusal stale(GroupUpdateRequest request, GroupInfo now, List<String> fields) {
    List<Violation> changed =
        fields.stream()
            .map(field -> Refusal.violation(field, "", "was changed since it was read"))
            .toList();
    if (fields.equals(List.of("data")) && request.getDataVersion() == 0) {
      String message =
          "the edit changes the data and must say which version of them it was made on, as jobs"
              + " change them too; they are at version %d now".formatted(now.getDataVersion());
      return new Refusal(Refusal.Kind.CONFLICT, message, changed);
    }
    return new Refusal(
        Refusal.Kind.CONFLICT,
        "version %d (data %d) is stale: the group is at version %d (data %d); changed since: %s"
            .formatted(
                request.getVersion(),
                request.getDataVersion(),
                now.getVersion(),
                now.getDataVersion(),
                fields.isEmpty() ? "nothing that is not as it was" : String.join(", ", fields)),
        changed);
  }

  private void check(GroupInfo old, GroupSpec spec, Calendars.Known known) {
    List<Violation> violations =
        new ArrayList<>(known.checkEdit(old.getSpec().getTrigger(), spec, clock.millis()));
    fixed(violations, "namespace", old.getSpec().getNamespace(), spec.getNamespace());
    fixed(violations, "name", old.getSpec().getName(), spec.getName());
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
    if (request.getReason().length() > REASON) {
      throw Refusal.invalid(
          "reason", request.getReason().length() + " characters", "must have at most " + REASON);
    }
    return group(request.getId())
        .compose(
            group ->
                switch (request.getDeed()) {
                  case ENABLE -> store.enable(group).compose(changed -> done(group, changed));
                  case DISABLE ->
                      store
                          .disable(group, request.getCancelRunning(), request.getReason())
                          .compose(changed -> done(group, changed));
                  case RUN -> run(group, request);
                  case DELETE -> delete(group);
                  case CANCEL -> cancel(group, request.getReason());
                  default ->
                      throw Refusal.invalid(
                          "deed",
                          request.getDeedValue(),
                          "must be ENABLE, DISABLE, RUN, DELETE or CANCEL");
                });
  }

  private Future<GroupControlReply> done(GroupInfo group, GroupStore.Changed changed) {
    return deeds.done(changed).compose(ended -> after(group, ended));
  }

  private Future<GroupControlReply> cancel(GroupInfo group, String reason) {
    return deeds.cancelAll(group.getId(), reason).compose(ended -> after(group, ended));
  }

  /** The group as it is now, and how many of its tasks were ended or asked to stop. */
  private Future<GroupControlReply> after(GroupInfo group, int ended) {
    return group(group.getId())
        .map(now -> GroupControlReply.newBuilder().setGroup(now).setCancelled(ended).build());
  }

  private Future<GroupControlReply> run(GroupInfo group, GroupControlRequest request) {
    List<Violation> violations = new ArrayList<>(GroupRules.checkParams(request.getParams()));
    violations.addAll(checkKey(request.getKey()));
    if (request.getFinishByMs() != 0 && request.getFinishByMs() <= clock.millis()) {
      violations.add(
          Refusal.violation("finishBy", request.getFinishByMs(), "must be in the future"));
    }
    if (!violations.isEmpty()) {
      throw Refusal.invalid(violations);
    }
    return runs.run(
            new GroupRuns.Wish(
                group.getId(), request.getKey(), request.getParams(), request.getFinishByMs(), ""))
        .map(
            made -> {
              deeds.planned(made.waiting());
              return GroupControlReply.newBuilder()
                  .setGroup(group)
                  .setTaskId(made.taskId())
                  .build();
            });
  }

  static List<Violation> checkKey(String key) {
    if (key.length() > 200) {
      return List.of(Refusal.violation("key", key, "must have at most 200 characters"));
    }
    return Violations.isPadded(key)
        ? List.of(Refusal.violation("key", Violations.shown(key), Violations.UNPADDED))
        : List.of();
  }

  private Future<GroupControlReply> delete(GroupInfo group) {
    return store
        .delete(group)
        .compose(
            changed -> {
              if (!changed.made()) {
                throw Refusal.conflict(
                    "a task of the group still runs: cancel it, or disable the group and wait for"
                        + " its end");
              }
              return deeds.done(changed);
            })
        .map(ended -> GroupControlReply.newBuilder().setGroup(group).build());
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
