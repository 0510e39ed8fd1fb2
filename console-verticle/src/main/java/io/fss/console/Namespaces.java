package io.fss.console;

import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.NamespaceInfo;
import io.fss.proto.bus.v1.NamespaceListRequest;
import io.fss.proto.bus.v1.NamespacePauseRequest;
import io.vertx.core.Future;
import java.util.Map;

/** Lists, pauses and resumes namespaces. */
record Namespaces(Backend backend) {
  Map<String, Responder> responders() {
    return Map.of(
        "listNamespaces",
        this::list,
        "pauseNamespace",
        call -> pause(call, true),
        "resumeNamespace",
        call -> pause(call, false));
  }

  private Future<Answer> list(Call call) {
    return backend
        .ask(Channels.NAMESPACE_LIST, NamespaceListRequest.getDefaultInstance())
        .map(list -> Page.of(list.getNamespacesList(), Namespaces::write, null));
  }

  private Future<Answer> pause(Call call, boolean paused) {
    NamespacePauseRequest request =
        NamespacePauseRequest.newBuilder()
            .setNamespace(call.path("namespace"))
            .setPaused(paused)
            .setReason(call.body().getString("reason", ""))
            .build();
    return backend
        .ask(Channels.NAMESPACE_PAUSE, request)
        .map(namespace -> Answer.ok(Fields.item(namespace, Namespaces::write, 256)));
  }

  private static void write(NamespaceInfo namespace, Fields fields) {
    fields
        .text("namespace", namespace.getNamespace())
        .always("paused", namespace.getPaused())
        .text("reason", namespace.getReason())
        .instant("changedAt", namespace.getChangedAtMs())
        .always("groups", namespace.getGroups());
  }
}
