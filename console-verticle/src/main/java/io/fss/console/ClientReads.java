package io.fss.console;

import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.bus.v1.ClientView;
import io.fss.proto.bus.v1.ViewRequest;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Lists the clients of the registry's view. */
record ClientReads(Backend backend) {
  private static final int PAGE = 1000;

  Map<String, Responder> responders() {
    return Map.of("listClients", this::list);
  }

  private Future<Answer> list(Call call) {
    return backend
        .ask(Channels.REGISTRY_VIEW, ViewRequest.getDefaultInstance())
        .map(view -> page(call, view));
  }

  private static Answer page(Call call, ClientView view) {
    int limit = call.number("limit", PAGE);
    List<ClientInfo> found =
        view.getClientsList().stream()
            .filter(client -> wanted(call, client))
            .sorted(Comparator.comparing(ClientInfo::getSession))
            .limit(limit + 1L)
            .toList();
    boolean more = found.size() > limit;
    List<ClientInfo> items = more ? found.subList(0, limit) : found;
    return Page.of(items, ClientJson::write, more ? items.get(limit - 1).getSession() : null);
  }

  private static boolean wanted(Call call, ClientInfo client) {
    String namespace = call.text("namespace");
    String app = call.text("app");
    return (namespace.isEmpty() || namespace.equals(client.getNamespace()))
        && (app.isEmpty() || app.equals(client.getApp()))
        && call.flag("online").map(online -> online == client.getOnline()).orElse(true)
        && client.getSession().compareTo(call.text("after")) > 0;
  }
}
