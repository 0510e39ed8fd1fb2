package io.fss.console;

import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.TokenCreateReply;
import io.fss.proto.bus.v1.TokenCreateRequest;
import io.fss.proto.bus.v1.TokenInfo;
import io.fss.proto.bus.v1.TokenListRequest;
import io.fss.proto.bus.v1.TokenRevokeRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Makes, lists and revokes the tokens of clients. */
record ClientTokens(Backend backend) {

  Map<String, Responder> responders() {
    return Map.of(
        "listClientTokens",
        this::list,
        "createClientToken",
        this::create,
        "revokeClientToken",
        this::revoke);
  }

  private Future<Answer> list(Call call) {
    return backend
        .ask(Channels.REGISTRY_TOKENS, TokenListRequest.getDefaultInstance())
        .map(list -> Page.of(list.getTokensList(), ClientTokens::write, null));
  }

  private Future<Answer> create(Call call) {
    JsonObject body = call.body();
    String expires = body.getString("expiresAt");
    TokenCreateRequest request =
        TokenCreateRequest.newBuilder()
            .setNamespace(body.getString("namespace", ""))
            .setNote(body.getString("note", ""))
            .setExpiresAtMs(expires == null ? 0 : Instants.parse("expiresAt", expires))
            .build();
    return backend
        .ask(Channels.REGISTRY_TOKEN, request)
        .map(made -> Answer.json(201, Fields.item(made, ClientTokens::made, 256)));
  }

  private Future<Answer> revoke(Call call) {
    return backend
        .ask(
            Channels.REGISTRY_REVOKE,
            TokenRevokeRequest.newBuilder().setId(call.path("token")).build())
        .map(done -> Answer.empty());
  }

  private static void made(TokenCreateReply made, Fields fields) {
    known(made.getInfo(), fields);
    fields.text("token", made.getToken());
  }

  private static void write(TokenInfo token, Fields fields) {
    known(token, fields);
    fields.always("expired", token.getExpired());
  }

  private static void known(TokenInfo token, Fields fields) {
    fields
        .text("id", token.getId())
        .text("namespace", token.getNamespace())
        .text("note", token.getNote())
        .instant("createdAt", token.getCreatedAtMs())
        .instant("expiresAt", token.getExpiresAtMs());
  }
}
