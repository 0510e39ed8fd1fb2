package io.fss.registry;

import io.fss.kernel.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Heartbeats on their way to Redis: those of a millisecond or two travel together. */
final class RedisBeats {
  private static final long TOGETHER_MS = 2;
  private static final int A_BATCH = 500;
  private static final int MOST_WAITING = 200_000;

  private final Vertx vertx;
  private final RedisLink link;
  private final RedisScripts scripts;
  private List<Beat> collected = new ArrayList<>();
  private int waiting;

  RedisBeats(Vertx vertx, RedisLink link, RedisScripts scripts) {
    this.vertx = vertx;
    this.link = link;
    this.scripts = scripts;
  }

  Future<OptionalLong> add(String session, Pulse pulse) {
    if (waiting >= MOST_WAITING) {
      return Future.failedFuture(
          Refusal.unavailable("%d heartbeats wait for Redis already".formatted(waiting)));
    }
    Beat beat = new Beat(session, pulse, Promise.promise());
    waiting++;
    collected.add(beat);
    if (collected.size() == 1) {
      vertx.setTimer(TOGETHER_MS, due -> send());
    } else if (collected.size() == A_BATCH) {
      send();
    }
    return beat.stored.future();
  }

  private void send() {
    if (collected.isEmpty()) {
      return;
    }
    List<Beat> batch = collected;
    collected = new ArrayList<>();
    Request request = scripts.beats();
    batch.forEach(beat -> request.arg(beat.session).arg(beat.pulse.text()));
    link.send("heartbeats", request)
        .onComplete(stored -> landed(batch, stored), lost -> failed(batch, lost));
  }

  private void landed(List<Beat> batch, Response stored) {
    waiting -= batch.size();
    for (int i = 0; i < batch.size(); i++) {
      long counter = stored.get(i).toLong();
      batch.get(i).stored.complete(counter < 0 ? OptionalLong.empty() : OptionalLong.of(counter));
    }
  }

  private void failed(List<Beat> batch, Throwable lost) {
    waiting -= batch.size();
    batch.forEach(beat -> beat.stored.fail(lost));
  }

  private record Beat(String session, Pulse pulse, Promise<OptionalLong> stored) {}
}
