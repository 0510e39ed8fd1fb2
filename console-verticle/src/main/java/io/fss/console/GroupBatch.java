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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Creates many task groups; each stands or falls by itself. */
final class GroupBatch {
  /** About how many characters one result has. */
  private static final int RESULT = 600;

  private static final int ID_RESULT = 32;

  private final Vertx vertx;
  private final Backend backend;
  private final Shape shape;

  GroupBatch(Vertx vertx, Backend backend, Contract contract) {
    this.vertx = vertx;
    this.backend = backend;
    this.shape = contract.shape("GroupInput");
  }

  Map<String, Responder> responders() {
    return Map.of("createGroups", this::create);
  }

  private Future<Answer> create(Call call) {
    JsonArray groups = call.body().getJsonArray("groups");
    boolean ids = call.text("answer").equals("ids");
    return vertx
        .executeBlocking(() -> groups.stream().map(this::read).toList(), false)
        .compose(items -> send(items, ids));
  }

  private Item read(Object json) {
    Findings found = new Findings();
    shape.check(json, At.INPUT, found);
    if (!found.isEmpty()) {
      return new Item(null, found.list());
    }
    try {
      return new Item(GroupJson.read((JsonObject) json), List.of());
    } catch (Refusal refusal) {
      return new Item(null, refusal.violations());
    }
  }

  private Future<Answer> send(List<Item> items, boolean ids) {
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
    return reply.compose(
        created ->
            vertx.executeBlocking(
                () -> answer(items, created.getResultsList().iterator(), ids), false));
  }

  private static Answer answer(List<Item> items, Iterator<GroupCreated> created, boolean ids) {
    Writer<Item> result =
        (item, fields) -> {
          if (item.spec == null) {
            refused(item.violations, fields);
          } else {
            result(created.next(), ids, fields);
          }
        };
    return Answer.ok(
        Fields.item(
            items,
            (all, fields) -> fields.list("results", all, result),
            (ids ? ID_RESULT : RESULT) * items.size()));
  }

  private static void result(GroupCreated created, boolean ids, Fields fields) {
    if (created.getViolationsCount() > 0) {
      refused(created.getViolationsList(), fields);
    } else if (ids) {
      fields.id("id", created.getGroup().getId());
    } else {
      fields.object("group", created.getGroup(), GroupJson::write);
    }
  }

  private static void refused(List<Violation> violations, Fields fields) {
    fields.json("violations", Problem.violations(violations));
  }

  /** A group that can be sent, or why it cannot. */
  private record Item(GroupSpec spec, List<Violation> violations) {}
}
