package io.fss.console;

import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.GroupControlReply;
import io.fss.proto.bus.v1.GroupControlRequest;
import io.fss.proto.bus.v1.GroupControlRequest.Deed;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Enables, disables, runs, cancels and deletes task groups. */
record GroupDeeds(Backend backend, RunTraces traces) {
  Map<String, Responder> responders() {
    return Map.of(
        "enableGroup",
        this::enable,
        "disableGroup",
        this::disable,
        "runGroup",
        this::run,
        "cancelGroup",
        this::cancel,
        "deleteGroup",
        this::delete);
  }

  private Future<Answer> enable(Call call) {
    return turn(request(call, Deed.ENABLE));
  }

  private Future<Answer> disable(Call call) {
    JsonObject body = call.body();
    return turn(
        request(call, Deed.DISABLE)
            .setCancelRunning(body.getBoolean("cancelRunning", false))
            .setReason(body.getString("reason", "")));
  }

  private Future<Answer> turn(GroupControlRequest.Builder request) {
    return control(request).map(reply -> GroupReads.answer(200, reply.getGroup()));
  }

  private Future<Answer> run(Call call) {
    JsonObject body = call.body();
    JsonObject params = body.getJsonObject("params");
    String finishBy = body.getString("finishBy");
    GroupControlRequest.Builder request =
        request(call, Deed.RUN)
            .setParams(params == null ? "" : params.encode())
            .setKey(body.getString("key", ""))
            .setFinishByMs(finishBy == null ? 0 : Instants.parse("finishBy", finishBy));
    long begun = traces.now();
    return control(request)
        .onSuccess(reply -> traces.ran(call, reply.getTaskId(), begun))
        .map(reply -> made(reply.getTaskId()));
  }

  /** The answer to what makes a task. */
  static Answer made(long taskId) {
    return Answer.json(202, Fields.object(fields -> fields.id("taskId", taskId)));
  }

  private Future<Answer> cancel(Call call) {
    return control(request(call, Deed.CANCEL).setReason(call.body().getString("reason", "")))
        .map(reply -> cancelled(reply.getCancelled()));
  }

  private static Answer cancelled(int tasks) {
    return Answer.json(202, Fields.object(fields -> fields.always("cancelled", tasks)));
  }

  private Future<Answer> delete(Call call) {
    return control(request(call, Deed.DELETE)).map(reply -> Answer.empty());
  }

  private static GroupControlRequest.Builder request(Call call, Deed deed) {
    return GroupControlRequest.newBuilder().setId(call.id()).setDeed(deed);
  }

  private Future<GroupControlReply> control(GroupControlRequest.Builder request) {
    return backend.ask(Channels.GROUP_CONTROL, request.build());
  }
}
