package io.fss.registry;

import io.fss.kernel.Refusal;
import io.fss.registry.RedisReach.Opened;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection to Redis. Whatever is asked while there is none is refused at once: nobody
 * waits in line for a server that may be away for long. Belongs to the registry's context.
 */
final class RedisLink {
  private static final Logger log = LoggerFactory.getLogger(RedisLink.class);

  /** Answers of a server that has no sessions for us any more; in a batch, with their place. */
  private static final Pattern LOST =
      Pattern.compile(
          "(ERR \\[\\d+] )?"
              + "(MOVED|ASK|READONLY|LOADING|MASTERDOWN|CLUSTERDOWN|NOAUTH|TRYAGAIN)\\b.*");

  private final RedisReach reach;
  private final Duration limit;
  private Opened opened;
  private Future<Void> opening;
  private final RedisMeters meters;
  private boolean closed;
  private boolean told;
  private long opens;
  private String reason = "no connection was made yet";

  RedisLink(RedisReach reach, Duration limit, RedisMeters meters) {
    this.reach = reach;
    this.limit = limit;
    this.meters = meters;
  }

  /** Connects where there is no connection; one attempt. */
  Future<Void> connect() {
    if (opened != null) {
      return Future.succeededFuture();
    }
    if (closed) {
      return Future.failedFuture(unavailable());
    }
    if (opening == null) {
      opening = reach.open().compose(this::connected, this::notConnected);
    }
    return opening;
  }

  private Future<Void> connected(Opened on) {
    opening = null;
    if (closed) {
      return reach.close(on).transform(done -> Future.failedFuture(unavailable()));
    }
    opened = on;
    opens++;
    on.connection().exceptionHandler(failure -> drop(on, String.valueOf(failure.getMessage())));
    on.connection().endHandler(end -> drop(on, "the connection was closed"));
    if (told || opens == 1) {
      log.info("sessions are kept in Redis at {}, run {}", on.place(), on.run());
    }
    told = false;
    return Future.succeededFuture();
  }

  private Future<Void> notConnected(Throwable failure) {
    opening = null;
    away(String.valueOf(failure.getMessage()));
    return Future.failedFuture(unavailable());
  }

  /** The same as long as one unbroken connection reaches one run of the server. */
  String epoch() {
    return opened == null ? "" : opened.run() + "/" + opens;
  }

  Future<Response> send(String what, Request request) {
    return with(what, on -> on.connection().send(request));
  }

  /** Sends all at once; answers in their order, or the first failure. */
  Future<List<Response>> send(String what, List<Request> requests) {
    return with(what, on -> on.connection().batch(requests));
  }

  private <T> Future<T> with(String what, Function<Opened, Future<T>> call) {
    Opened on = opened;
    if (on == null) {
      return Future.failedFuture(unavailable());
    }
    return meters
        .measure(what, call.apply(on).timeout(limit.toMillis(), TimeUnit.MILLISECONDS))
        .recover(
            failure -> {
              String why = String.valueOf(failure.getMessage());
              if (!(failure instanceof Response) || LOST.matcher(why).matches()) {
                // Half of the answers of a connection are worth nothing: the observation of
                // silence begins anew with the next one.
                drop(on, why);
              } else {
                reason = why;
              }
              return Future.failedFuture(unavailable());
            });
  }

  private Refusal unavailable() {
    return Refusal.unavailable("sessions: Redis at %s: %s".formatted(reach, reason));
  }

  private void drop(Opened on, String why) {
    if (!on.equals(opened)) {
      return;
    }
    opened = null;
    reach.close(on);
    if (!closed) {
      away(why);
    }
  }

  private void away(String why) {
    reason = why;
    if (!told) {
      told = true;
      log.warn("Redis at {} cannot be reached, heartbeats are not acknowledged: {}", reach, why);
    }
  }

  Future<Void> close() {
    closed = true;
    opened = null;
    return reach.close();
  }
}
