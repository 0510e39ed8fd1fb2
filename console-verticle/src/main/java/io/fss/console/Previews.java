package io.fss.console;

import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.Moment;
import io.fss.proto.bus.v1.PreviewReply;
import io.fss.proto.bus.v1.PreviewRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Tells when tasks of a trigger would be due, before it is stored. */
record Previews(Backend backend) {
  Map<String, Responder> responders() {
    return Map.of("previewTrigger", this::preview);
  }

  private Future<Answer> preview(Call call) {
    JsonObject body = call.body();
    String from = body.getString("from");
    PreviewRequest request =
        PreviewRequest.newBuilder()
            .setNamespace(body.getString("namespace", "default"))
            .setGroup(body.getString("group", ""))
            .setTrigger(TriggerJson.read(body.getJsonObject("trigger")))
            .setFromMs(from == null ? 0 : Instants.parse("from", from))
            .setCount(body.getInteger("count", 0))
            .setLanguage(Languages.preferred(call.header("Accept-Language")))
            .build();
    return backend
        .ask(Channels.GROUP_PREVIEW, request)
        .map(reply -> Answer.ok(Fields.item(reply, Previews::write, 1024)));
  }

  private static void write(PreviewReply reply, Fields fields) {
    fields
        .list("moments", reply.getMomentsList(), Previews::moment)
        .text("description", reply.getDescription())
        .text("zone", reply.getZone());
  }

  private static void moment(Moment moment, Fields fields) {
    fields.instant("plannedAt", moment.getPlannedAtMs()).instant("dueAt", moment.getDueAtMs());
  }
}
