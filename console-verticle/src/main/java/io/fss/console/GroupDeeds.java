package io.fss.console;

import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.GroupControlReply;
import io.fss.proto.bus.v1.GroupControlRequest;
import io.fss.proto.bus.v1.GroupControlRequest.Deed;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Enables, disables, runs and deletes task groups. */
record GroupDeeds(Backend backend) {

  Map<String, Responder> responders() {
    return Map.of(
        "enableGroup",
        call -> turn(call, Deed.ENABLE),
        "disableGroup",
        call -> turn(call, Deed.DISABLE),
        "runGroup",
        this::run,
        "deleteGroup",
        this::delete);
  }

  private Future<Answer> turn(Call call, Deed deed) {
    return control(request(call, deed).build())
        .map(reply -> GroupReads.answer(200, reply.getGroup()));
  }

  private Future<Answer> run(Call call) {
    JsonObject body = call.body();
    JsonObject params = body.getJsonObject("params");
    GroupControlRequest request =
        request(call, Deed.RUN)
            .setParams(params == null ? "" : params.encode())
            .setKey(body.getString("key", ""))
            .build();
    return control(request)
        .map(reply -> Answer.json(202, new Fields().id("taskId", reply.getTaskId()).json()));
  }

  private Future<Answer> delete(Call call) {
    return control(request(call, Deed.DELETE).build()).map(reply -> Answer.empty());
  }

  private static GroupControlRequest.Builder request(Call call, Deed deed) {
    return GroupControlRequest.newBuilder().setId(call.id()).setDeed(deed);
  }

  private Future<GroupControlReply> control(GroupControlRequest request) {
    return backend.ask(Channels.GROUP_CONTROL, request);
  }
}
