package io.fss.console;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.GroupCreateRequest;
import io.fss.proto.bus.v1.GroupCreated;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupListRequest;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.GroupUpdateRequest;
import io.vertx.core.Future;
import java.util.Map;

/** Creates and replaces single task groups. */
record GroupWrites(Backend backend) {

  Map<String, Responder> responders() {
    return Map.of("createGroup", this::create, "replaceGroup", this::replace);
  }

  private Future<Answer> create(Call call) {
    GroupSpec spec = GroupJson.read(call.body());
    return backend
        .ask(Channels.GROUP_CREATE, GroupCreateRequest.newBuilder().addSpecs(spec).build())
        .compose(reply -> created(spec, reply.getResults(0)));
  }

  private Future<Answer> created(GroupSpec spec, GroupCreated result) {
    if (result.getViolationsCount() == 0) {
      return Future.succeededFuture(GroupReads.answer(201, result.getGroup()));
    }
    Refusal refusal = Refusal.invalid(result.getViolationsList());
    boolean name =
        result.getViolationsList().stream().allMatch(each -> each.getField().equals("name"));
    return !name
        ? Future.failedFuture(refusal)
        : taken(spec)
            .compose(
                taken ->
                    Future.failedFuture(
                        taken ? new Rejection(nameTaken(refusal)) : (RuntimeException) refusal));
  }

  /** Whether the name is in use: then the input is in order, and its moment is not. */
  private Future<Boolean> taken(GroupSpec spec) {
    GroupListRequest request =
        GroupListRequest.newBuilder()
            .setNamespace(spec.getNamespace())
            .setName(spec.getName())
            .setLimit(1)
            .build();
    return backend.ask(Channels.GROUP_LIST, request).map(list -> list.getGroupsCount() > 0);
  }

  private static Problem nameTaken(Refusal refusal) {
    return Problem.conflict(refusal.getMessage(), refusal.violations());
  }

  private Future<Answer> replace(Call call) {
    EntityTag tag = EntityTag.required(call.header("If-Match"));
    GroupUpdateRequest request =
        GroupUpdateRequest.newBuilder()
            .setId(call.id())
            .setVersion(tag.version())
            .setDataVersion(tag.dataVersion())
            .setSpec(GroupJson.read(call.body()))
            .build();
    return backend
        .ask(Channels.GROUP_UPDATE, request)
        .recover(failure -> conflict(request, failure))
        .map(group -> GroupReads.answer(200, group));
  }

  /** Both a stale version and a taken name are conflicts on the bus; HTTP tells them apart. */
  private Future<GroupInfo> conflict(GroupUpdateRequest request, Throwable failure) {
    if (!(failure instanceof Refusal refusal) || refusal.kind() != Refusal.Kind.CONFLICT) {
      return Future.failedFuture(failure);
    }
    return new GroupReads(backend)
        .find(request.getId())
        .compose(
            group ->
                Future.failedFuture(
                    isStale(request, group, refusal)
                        ? new Rejection(stale(request, group, refusal))
                        : refusal));
  }

  private static boolean isStale(GroupUpdateRequest request, GroupInfo group, Refusal refusal) {
    boolean data =
        request.getDataVersion() != group.getDataVersion()
            && refusal.violations().stream().anyMatch(one -> one.getField().equals("data"));
    return data || request.getVersion() != group.getVersion();
  }

  private static Problem stale(GroupUpdateRequest request, GroupInfo group, Refusal refusal) {
    EntityTag old = new EntityTag(request.getVersion(), request.getDataVersion());
    return Problem.stale(
        "If-Match %s: the group has changed since, its ETag is %s now"
            .formatted(old, EntityTag.of(group)),
        refusal.violations());
  }
}
