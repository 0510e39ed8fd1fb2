package io.fss.console;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.GroupCreateReply;
import io.fss.proto.bus.v1.GroupCreateRequest;
import io.fss.proto.bus.v1.GroupCreated;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.Violation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Creates many task groups; each stands or falls by itself. */
final class GroupBatch {
  private final Vertx vertx;
  private final Backend backend;
  private final Contract contract;
  private final JsonSchema schema;

  GroupBatch(Vertx vertx, Backend backend, Contract contract) {
    this.vertx = vertx;
    this.backend = backend;
    this.contract = contract;
    this.schema = contract.bodyOf("createGroup");
  }

  Map<String, Responder> responders() {
    return Map.of("createGroups", this::create);
  }

  private Future<Answer> create(Call call) {
    JsonArray groups = call.body().getJsonArray("groups");
    return vertx
        .executeBlocking(() -> groups.stream().map(this::read).toList(), false)
        .compose(this::send);
  }

  private Item read(Object json) {
    JsonObject group = (JsonObject) json;
    List<Violation> violations = contract.check(schema, group);
    if (!violations.isEmpty()) {
      return new Item(null, violations);
    }
    try {
      return new Item(GroupJson.read(group), List.of());
    } catch (Refusal refusal) {
      return new Item(null, refusal.violations());
    }
  }

  private Future<Answer> send(List<Item> items) {
    List<GroupSpec> specs = new ArrayList<>();
    for (Item item : items) {
      if (item.spec != null) {
        specs.add(item.spec);
      }
    }
    Future<GroupCreateReply> reply =
        specs.isEmpty()
            ? Future.succeededFuture(GroupCreateReply.getDefaultInstance())
            : backend.ask(
                Channels.GROUP_CREATE, GroupCreateRequest.newBuilder().addAllSpecs(specs).build());
    return reply.map(created -> answer(items, created.getResultsList().iterator()));
  }

  private static Answer answer(List<Item> items, Iterator<GroupCreated> created) {
    JsonArray results = new JsonArray();
    for (Item item : items) {
      results.add(item.spec == null ? refused(item.violations) : result(created.next()));
    }
    return Answer.ok(new JsonObject().put("results", results));
  }

  private static JsonObject result(GroupCreated created) {
    return created.getViolationsCount() > 0
        ? refused(created.getViolationsList())
        : new JsonObject().put("group", GroupJson.write(created.getGroup()));
  }

  private static JsonObject refused(List<Violation> violations) {
    return new JsonObject().put("violations", Problem.violations(violations));
  }

  /** A group that can be sent, or why it cannot. */
  private record Item(GroupSpec spec, List<Violation> violations) {}
}
