package io.fss.console;

import com.google.protobuf.Message;
import io.fss.kernel.Channel;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.CancelBatch;
import io.fss.proto.bus.v1.GroupListRequest;
import io.fss.proto.bus.v1.LogReadRequest;
import io.fss.proto.bus.v1.SilenceRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Says whether the process lives and whether the parts answer. Nobody needs a token for that, so
 * the parts are asked at most once a second, however often somebody asks here.
 */
final class Health {
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Backend backend;
  private final Clock clock;
  private Future<Answer> known;
  private long askedAt;

  Health(Backend backend, Clock clock) {
    this.backend = backend;
    this.clock = clock;
  }

  Map<String, Responder> responders() {
    return Map.of("live", this::live, "ready", this::ready);
  }

  private Future<Answer> live(Call call) {
    return Future.succeededFuture(Answer.ok(new JsonObject().put("status", "up")));
  }

  private Future<Answer> ready(Call call) {
    if (known == null || (known.isComplete() && clock.nanos() - askedAt >= FRESH.toNanos())) {
      askedAt = clock.nanos();
      known = ask();
    }
    return known;
  }

  private Future<Answer> ask() {
    List<Future<JsonObject>> checks =
        List.of(
            check("registry", Channels.REGISTRY_SILENCE, SilenceRequest.getDefaultInstance()),
            check(
                "scheduler",
                Channels.GROUP_LIST,
                GroupListRequest.newBuilder().setLimit(1).build()),
            check("dispatcher", Channels.TASK_CANCEL, CancelBatch.getDefaultInstance()),
            check(
                "log",
                Channels.LOG_READ,
                LogReadRequest.newBuilder().setTaskId(1).setLimit(1).build()));
    return Future.all(checks).map(all -> answer(all.list()));
  }

  private static Answer answer(List<JsonObject> checks) {
    boolean up = checks.stream().allMatch(check -> check.getString("status").equals("up"));
    JsonObject body =
        new JsonObject().put("status", up ? "up" : "down").put("checks", new JsonArray(checks));
    return Answer.json(up ? 200 : 503, body);
  }

  private <Q extends Message, R extends Message> Future<JsonObject> check(
      String name, Channel<Q, R> channel, Q question) {
    return backend
        .ask(channel, question)
        .transform(
            done -> {
              Fields check = new Fields().text("name", name);
              return Future.succeededFuture(
                  done.succeeded() || answered(done.cause())
                      ? check.text("status", "up").json()
                      : check
                          .text("status", "down")
                          .text("reason", String.valueOf(done.cause().getMessage()))
                          .json());
            });
  }

  /** A refusal of the question is an answer too. */
  private static boolean answered(Throwable failure) {
    return failure instanceof Refusal refusal && refusal.kind() != Refusal.Kind.UNAVAILABLE;
  }
}
