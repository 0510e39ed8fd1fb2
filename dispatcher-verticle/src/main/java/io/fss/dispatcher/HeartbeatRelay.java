package io.fss.dispatcher;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.HeartbeatBatch;
import io.fss.proto.bus.v1.HeartbeatRefusal;
import io.fss.proto.bus.v1.HeartbeatResult;
import io.fss.proto.v1.HeartbeatReply;
import io.fss.proto.v1.HeartbeatRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands heartbeats to the registry. Those of a few milliseconds travel together: with thousands of
 * clients, waking the registry for each costs more than all it does with them. Nobody waits for a
 * heartbeat, and a lease is counted from when it was sent. Belongs to one context.
 */
final class HeartbeatRelay {
  private static final long TOGETHER_MS = 5;
  private static final int A_BATCH = 500;
  private static final int A_BATCH_BYTES = 262_144;
  private static final int MOST_WAITING = 50_000;

  private final Vertx vertx;
  private final Bus bus;
  private List<Beat> collected = new ArrayList<>();
  private int bytes;
  private int waiting;

  HeartbeatRelay(Vertx vertx, Bus bus) {
    this.vertx = vertx;
    this.bus = bus;
  }

  /** Completes when its counter is stored. */
  Future<HeartbeatReply> relay(HeartbeatRequest request) {
    if (waiting >= MOST_WAITING) {
      throw Refusal.unavailable("%d heartbeats wait for the registry already".formatted(waiting));
    }
    Beat beat = new Beat(request, Promise.promise());
    waiting++;
    collected.add(beat);
    bytes += request.getSerializedSize();
    if (collected.size() >= A_BATCH || bytes >= A_BATCH_BYTES) {
      send();
    } else if (collected.size() == 1) {
      vertx.setTimer(TOGETHER_MS, due -> send());
    }
    return beat.answered.future();
  }

  private void send() {
    // A batch that was full left before its time came; whatever is here now goes along with it.
    if (collected.isEmpty()) {
      return;
    }
    List<Beat> batch = collected;
    collected = new ArrayList<>();
    bytes = 0;
    HeartbeatBatch.Builder message = HeartbeatBatch.newBuilder();
    batch.forEach(beat -> message.addHeartbeats(beat.request));
    bus.request(Channels.REGISTRY_HEARTBEAT, message.build())
        .onComplete(
            reply -> answer(batch, reply.getResultsList()),
            failure -> batch.forEach(beat -> beat.answered.fail(failure)))
        .onComplete(done -> waiting -= batch.size());
  }

  private static void answer(List<Beat> batch, List<HeartbeatResult> results) {
    for (int i = 0; i < batch.size(); i++) {
      HeartbeatResult result = results.get(i);
      if (result.hasReply()) {
        batch.get(i).answered.complete(result.getReply());
      } else {
        batch.get(i).answered.fail(refusal(result.getRefused()));
      }
    }
  }

  private static Refusal refusal(HeartbeatRefusal refused) {
    return new Refusal(Refusal.Kind.of(refused.getCode()), refused.getMessage(), List.of());
  }

  private record Beat(HeartbeatRequest request, Promise<HeartbeatReply> answered) {}
}
