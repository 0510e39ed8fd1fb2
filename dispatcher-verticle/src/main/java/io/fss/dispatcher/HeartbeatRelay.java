package io.fss.dispatcher;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.HeartbeatBatch;
import io.fss.proto.bus.v1.HeartbeatBatchReply;
import io.fss.proto.bus.v1.HeartbeatRefusal;
import io.fss.proto.bus.v1.HeartbeatResult;
import io.fss.proto.v1.HeartbeatReply;
import io.fss.proto.v1.HeartbeatRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands heartbeats to the registry. Those of a few milliseconds travel together: with thousands of
 * clients, waking the registry for each costs more than all it does with them. Nobody waits for a
 * heartbeat, and a lease is counted from when it was sent. Belongs to one context.
 */
final class HeartbeatRelay {
  private static final Logger log = LoggerFactory.getLogger(HeartbeatRelay.class);
  private static final long TOGETHER_MS = 5;
  private static final int A_BATCH = 500;
  private static final int A_BATCH_BYTES = 262_144;
  private static final int MOST_WAITING = 50_000;
  private static final int MOST_WAITING_BYTES = 16 * 1_048_576;

  private final Vertx vertx;
  private final Bus bus;
  private List<Beat> collected = new ArrayList<>();
  private int bytes;
  private int waiting;
  private int waitingBytes;

  HeartbeatRelay(Vertx vertx, Bus bus) {
    this.vertx = vertx;
    this.bus = bus;
  }

  /** Completes when its counter is stored. */
  Future<HeartbeatReply> relay(HeartbeatRequest request) {
    int size = request.getSerializedSize();
    if (waiting >= MOST_WAITING || waitingBytes > MOST_WAITING_BYTES - size) {
      throw Refusal.unavailable(
          "%d heartbeats of %d bytes wait for the registry already"
              .formatted(waiting, waitingBytes));
    }
    if (bytes > A_BATCH_BYTES - size) {
      send();
    }
    Beat beat = new Beat(request, Promise.promise());
    waiting++;
    waitingBytes += size;
    collected.add(beat);
    bytes += size;
    if (collected.size() == A_BATCH) {
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
    int size = bytes;
    collected = new ArrayList<>();
    bytes = 0;
    HeartbeatBatch.Builder message = HeartbeatBatch.newBuilder();
    batch.forEach(beat -> message.addHeartbeats(beat.request));
    bus.request(Channels.REGISTRY_HEARTBEAT, message.build())
        .map(reply -> results(reply, batch.size()))
        .onComplete(
            results -> {
              done(batch, size);
              for (int i = 0; i < batch.size(); i++) {
                HeartbeatResult result = results.get(i);
                tell(batch.get(i), told -> answer(told, result));
              }
            },
            failure -> {
              done(batch, size);
              batch.forEach(beat -> tell(beat, told -> told.fail(failure)));
            });
  }

  private void done(List<Beat> batch, int size) {
    waiting -= batch.size();
    waitingBytes -= size;
  }

  /**
   * A caller whose call was cancelled meanwhile may throw; the others are to be told all the same.
   */
  private static void tell(Beat beat, Consumer<Promise<HeartbeatReply>> answer) {
    try {
      answer.accept(beat.answered);
    } catch (RuntimeException gone) {
      log.warn("a heartbeat could not be answered", gone);
    }
  }

  private static List<HeartbeatResult> results(HeartbeatBatchReply reply, int expected) {
    if (reply.getResultsCount() != expected) {
      throw Refusal.unavailable(
          "%d heartbeats got %d answers".formatted(expected, reply.getResultsCount()));
    }
    return reply.getResultsList();
  }

  private static void answer(Promise<HeartbeatReply> answered, HeartbeatResult result) {
    if (result.hasReply()) {
      answered.complete(result.getReply());
    } else {
      answered.fail(refusal(result.getRefused()));
    }
  }

  private static Refusal refusal(HeartbeatRefusal refused) {
    return new Refusal(Refusal.Kind.of(refused.getCode()), refused.getMessage(), List.of());
  }

  private record Beat(HeartbeatRequest request, Promise<HeartbeatReply> answered) {}
}
