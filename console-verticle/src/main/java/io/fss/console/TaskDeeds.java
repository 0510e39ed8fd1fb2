package io.fss.console;

import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.TaskControlReply;
import io.fss.proto.bus.v1.TaskControlRequest;
import io.fss.proto.bus.v1.TaskControlRequest.Deed;
import io.vertx.core.Future;
import java.util.Map;

/** Cancels single tasks and runs ended ones again. */
record TaskDeeds(Backend backend, RunTraces traces) {
  Map<String, Responder> responders() {
    return Map.of("cancelTask", this::cancel, "rerunTask", this::rerun);
  }

  private Future<Answer> cancel(Call call) {
    return control(request(call, Deed.CANCEL).setReason(call.body().getString("reason", "")))
        .map(reply -> Answer.json(202, Fields.item(reply.getTask(), TaskJson::write, 1024)));
  }

  private Future<Answer> rerun(Call call) {
    long begun = traces.now();
    return control(request(call, Deed.RERUN).setKey(call.body().getString("key", "")))
        .onSuccess(reply -> traces.ran(call, reply.getTaskId(), begun))
        .map(reply -> GroupDeeds.made(reply.getTaskId()));
  }

  private static TaskControlRequest.Builder request(Call call, Deed deed) {
    return TaskControlRequest.newBuilder().setId(call.id()).setDeed(deed);
  }

  private Future<TaskControlReply> control(TaskControlRequest.Builder request) {
    return backend.ask(Channels.TASK_CONTROL, request.build());
  }
}
