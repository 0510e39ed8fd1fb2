package io.fss.console;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskList;
import io.fss.proto.bus.v1.TaskListRequest;
import io.fss.proto.bus.v1.TaskStatus;
import io.vertx.core.Future;
import java.util.Map;

/** Lists and shows tasks. */
record TaskReads(Backend backend) {
  private static final int PAGE = 50;

  Map<String, Responder> responders() {
    return Map.of("listTasks", this::list, "getTask", this::show);
  }

  private Future<Answer> list(Call call) {
    TaskListRequest request =
        TaskListRequest.newBuilder()
            .setGroupId(call.id("groupId"))
            .setNamespace(call.text("namespace"))
            .addAllStatuses(call.texts("status").stream().map(TaskStatus::valueOf).toList())
            .setClient(call.text("client"))
            .setParent(call.id("parent"))
            .setFromMs(call.instant("from"))
            .setToMs(call.instant("to"))
            .setBefore(call.text("before"))
            .setLimit(call.number("limit", PAGE))
            .build();
    return backend.ask(Channels.TASK_LIST, request).map(TaskReads::page);
  }

  private static Answer page(TaskList list) {
    String next = list.getNext().isEmpty() ? null : list.getNext();
    return Page.of(list.getTasksList(), TaskJson::write, next);
  }

  private Future<Answer> show(Call call) {
    return find(call.id()).map(task -> Answer.ok(Fields.item(task, TaskJson::write, 4096)));
  }

  /** The task, or a refusal when there is none. */
  Future<TaskInfo> find(long id) {
    TaskListRequest request = TaskListRequest.newBuilder().setId(id).setLimit(1).build();
    return backend
        .ask(Channels.TASK_LIST, request)
        .compose(
            list ->
                list.getTasksCount() == 0
                    ? Future.failedFuture(Refusal.notFound("there is no task " + id))
                    : Future.succeededFuture(list.getTasks(0)));
  }
}
