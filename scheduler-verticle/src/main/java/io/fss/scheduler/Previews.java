package io.fss.scheduler;

import io.fss.kernel.Clock;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.PreviewReply;
import io.fss.proto.bus.v1.PreviewRequest;
import io.vertx.core.Future;
import java.util.List;

/** Answers previews, with the calendar that the trigger names as it is stored. */
record Previews(Calendars calendars, Clock clock) {

  Future<PreviewReply> preview(PreviewRequest request) {
    GroupSpec spec =
        GroupSpec.newBuilder()
            .setNamespace(request.getNamespace().isEmpty() ? "default" : request.getNamespace())
            .setTrigger(request.getTrigger())
            .build();
    return calendars
        .of(List.of(spec))
        .map(known -> Preview.reply(request, known.required(spec), clock.millis()));
  }
}
