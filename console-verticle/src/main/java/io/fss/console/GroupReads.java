package io.fss.console;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupList;
import io.fss.proto.bus.v1.GroupListRequest;
import io.vertx.core.Future;
import java.util.Map;

/** Lists and shows task groups. */
record GroupReads(Backend backend) {
  private static final int PAGE = 50;

  Map<String, Responder> responders() {
    return Map.of("listGroups", this::list, "getGroup", this::show);
  }

  private Future<Answer> list(Call call) {
    GroupListRequest.Builder request =
        GroupListRequest.newBuilder()
            .setNamespace(call.text("namespace"))
            .setName(call.text("name"))
            .setApp(call.text("app"))
            .setJob(call.text("job"))
            .setText(call.text("text"))
            .putAllLabels(LabelJson.filter(call.texts("label")))
            .setAfterId(call.id("after"))
            .setLimit(call.number("limit", PAGE));
    call.flag("enabled").ifPresent(request::setEnabled);
    return backend.ask(Channels.GROUP_LIST, request.build()).map(GroupReads::page);
  }

  private static Answer page(GroupList list) {
    int size = list.getGroupsCount();
    String next =
        list.getMore() && size > 0 ? Long.toString(list.getGroups(size - 1).getId()) : null;
    return Page.of(list.getGroupsList(), GroupJson::write, next);
  }

  private Future<Answer> show(Call call) {
    return find(call.id()).map(group -> answer(200, group));
  }

  /** The group, or a refusal when there is none. */
  Future<GroupInfo> find(long id) {
    GroupListRequest request = GroupListRequest.newBuilder().setId(id).setLimit(1).build();
    return backend
        .ask(Channels.GROUP_LIST, request)
        .compose(
            list ->
                list.getGroupsCount() == 0
                    ? Future.failedFuture(Refusal.notFound("there is no task group " + id))
                    : Future.succeededFuture(list.getGroups(0)));
  }

  static Answer answer(int status, GroupInfo group) {
    return Answer.json(
        status, Fields.item(group, GroupJson::write, 1024), "ETag", EntityTag.of(group).toString());
  }
}
