package io.fss.console;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.ClientRule;
import io.fss.proto.bus.v1.RuleLiftRequest;
import io.fss.proto.bus.v1.RuleListRequest;
import io.fss.proto.bus.v1.RulePutRequest;
import io.fss.proto.v1.ClientOrder.Deed;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Pauses, drains and kicks clients, and takes that back. */
record ClientRules(Backend backend) {
  private static final Words<Deed> DEEDS =
      new Words<>(
          Map.of(
              Deed.PAUSE, "pause",
              Deed.DRAIN, "drain",
              Deed.KICK_AFTER, "kick-after",
              Deed.KICK_NOW, "kick-now"));

  Map<String, Responder> responders() {
    return Map.of(
        "pauseClient",
        call -> state(call, Deed.PAUSE),
        "drainClient",
        call -> state(call, Deed.DRAIN),
        "kickClient",
        call ->
            state(
                call,
                "now".equals(call.body().getString("when")) ? Deed.KICK_NOW : Deed.KICK_AFTER),
        "liftClient",
        this::lift,
        "listClientRules",
        this::list);
  }

  private Future<Answer> state(Call call, Deed deed) {
    JsonObject body = call.body();
    check(body);
    ClientRule rule =
        ClientRule.newBuilder()
            .setNamespace(body.getString("namespace", ""))
            .setApp(body.getString("app", ""))
            .setClient(body.getString("client", ""))
            .setSession(body.getString("session", ""))
            .setDeed(deed)
            .setReason(body.getString("reason", ""))
            .build();
    return backend
        .ask(Channels.REGISTRY_RULE, RulePutRequest.newBuilder().setRule(rule).build())
        .map(stated -> Answer.ok(Fields.item(stated, ClientRules::write, 256)));
  }

  private static void check(JsonObject body) {
    boolean named = body.containsKey("app") && body.containsKey("client");
    if (named == body.containsKey("session")) {
      throw Refusal.invalid(
          named ? "session" : "client",
          named ? body.getString("session") : body.getString("client", ""),
          "either app and client, or a session, must be given");
    }
  }

  private Future<Answer> lift(Call call) {
    JsonObject body = call.body();
    check(body);
    RuleLiftRequest request =
        RuleLiftRequest.newBuilder()
            .setNamespace(body.getString("namespace", ""))
            .setApp(body.getString("app", ""))
            .setClient(body.getString("client", ""))
            .setSession(body.getString("session", ""))
            .build();
    return backend
        .ask(Channels.REGISTRY_LIFT, request)
        .map(reply -> Page.of(reply.getLiftedList(), ClientRules::write, null));
  }

  private Future<Answer> list(Call call) {
    return backend
        .ask(Channels.REGISTRY_RULES, RuleListRequest.getDefaultInstance())
        .map(list -> Page.of(list.getRulesList(), ClientRules::write, null));
  }

  static void write(ClientRule rule, Fields fields) {
    fields
        .text("namespace", rule.getNamespace())
        .text("app", rule.getApp())
        .text("client", rule.getClient())
        .text("session", rule.getSession())
        .text("deed", DEEDS.of(rule.getDeed()))
        .text("reason", rule.getReason())
        .instant("since", rule.getCreatedAtMs());
  }
}
