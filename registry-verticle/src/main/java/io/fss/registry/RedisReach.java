package io.fss.registry;

import io.fss.kernel.TlsMode;
import io.fss.registry.RedisUrl.Place;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the one server that has the sessions, among the addresses of a server, its replicas, its
 * Sentinels or the nodes of a cluster, and connects to it.
 */
final class RedisReach {
  private static final int MOST_HOPS = 48;
  private static final int MOST_WAITING = 16_384;
  private static final Pattern MOVED = Pattern.compile("MOVED \\d+ (.*):(\\d+)");
  private static final Pattern RUN_ID = Pattern.compile("(?m)^run_id:(\\w+)");

  private final Vertx vertx;
  private final RedisUrl url;
  private final Duration limit;
  private final RedisScripts scripts;
  private final Map<Door, Redis> clients = new HashMap<>();

  RedisReach(Vertx vertx, RedisUrl url, Duration limit, RedisScripts scripts) {
    this.vertx = vertx;
    this.url = url;
    this.limit = limit;
    this.scripts = scripts;
  }

  /** The addresses it was given. */
  @Override
  public String toString() {
    return url.toString();
  }

  /** A connection to the server, or why none of the addresses leads to it. */
  Future<Opened> open() {
    return new Search().next();
  }

  /**
   * A connection of its own, never shared and never pooled again.
   *
   * @param run id of the server's run
   */
  record Opened(Redis client, RedisConnection connection, Place place, String run) {}

  /** Ends a connection for good, whether or not anybody answers at its other end. */
  Future<Void> close(Opened opened) {
    return discard(opened.client());
  }

  Future<Void> close() {
    List<Future<Void>> closing = clients.values().stream().map(Redis::close).toList();
    clients.clear();
    return Future.join(closing).mapEmpty();
  }

  private Future<Void> discard(Redis client) {
    clients.values().remove(client);
    return client.close();
  }

  /** Vert.x keeps something of every client that ever was, so attempts in vain share one. */
  private Redis client(Place place, boolean entering) {
    if (clients.size() > MOST_HOPS) {
      close();
    }
    return clients.computeIfAbsent(
        new Door(place, entering), door -> make(door.place(), door.entering()));
  }

  /** Where to knock, and whether with a password. */
  private record Door(Place place, boolean entering) {}

  private Redis make(Place place, boolean entering) {
    NetClientOptions net =
        new NetClientOptions().setConnectTimeout((int) limit.toMillis()).setTcpNoDelay(true);
    if (url.tls() != TlsMode.DISABLE) {
      boolean anybody = url.tls() == TlsMode.REQUIRE && url.certificate().isEmpty();
      net.setSsl(true)
          .setTrustAll(anybody)
          .setHostnameVerificationAlgorithm(url.tls() == TlsMode.VERIFY_FULL ? "HTTPS" : "");
      if (!url.certificate().isEmpty()) {
        net.setTrustOptions(new PemTrustOptions().addCertPath(url.certificate()));
      }
    }
    io.vertx.redis.client.RedisOptions options =
        new io.vertx.redis.client.RedisOptions()
            .setConnectionString(
                (url.tls() == TlsMode.DISABLE ? "redis://" : "rediss://")
                    + place
                    + (entering && url.database() > 0 ? "/" + url.database() : ""))
            .setNetClientOptions(net)
            .setProtocolNegotiation(false)
            .setMaxPoolSize(1)
            .setMaxPoolWaiting(1)
            .setMaxWaitingHandlers(MOST_WAITING);
    if (entering && !url.password().isEmpty()) {
      options.setPassword(url.password());
      if (!url.user().isEmpty()) {
        options.setUser(url.user());
      }
    }
    return Redis.createClient(vertx, options);
  }

  /**
   * What a connection led to.
   *
   * @param next where to go on; null where the search is over
   */
  private record Step(Opened opened, Place next) {
    boolean there() {
      return next == null;
    }
  }

  /** One walk over the addresses, and over those that they name. */
  private final class Search {
    private final Deque<Place> ahead = new ArrayDeque<>(url.places());
    private final Set<Place> seen = new HashSet<>();
    private String reason = "";

    private Future<Opened> next() {
      while (!ahead.isEmpty() && seen.size() < MOST_HOPS) {
        Place place = ahead.poll();
        if (seen.add(place)) {
          return ask(place, true);
        }
      }
      return Future.failedFuture(reason);
    }

    private Future<Opened> ask(Place place, boolean entering) {
      Redis client = client(place, entering);
      return client
          .connect()
          .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
          .compose(
              connection ->
                  look(client, connection, place).onFailure(useless -> connection.close()))
          .compose(this::went, failure -> failed(client, place, entering, failure));
    }

    private Future<Opened> went(Step step) {
      if (step.there()) {
        return Future.succeededFuture(step.opened());
      }
      step.opened().connection().close();
      ahead.addFirst(step.next());
      reason = "the servers name each other in a circle";
      return next();
    }

    private Future<Opened> failed(Redis client, Place place, boolean entering, Throwable failure) {
      if (failure instanceof TimeoutException) {
        discard(client);
      }
      String why = String.valueOf(failure.getMessage());
      if (entering && isNobody(why)) {
        // Sentinels often let everybody in, and refuse a password that they never got.
        return ask(place, false);
      }
      reason = place + ": " + why;
      return next();
    }

    private boolean isNobody(String why) {
      return !url.password().isEmpty()
          && (why.contains("without any password") || why.contains("unknown command `AUTH"));
    }

    private Future<Step> look(Redis client, RedisConnection connection, Place place) {
      return send(connection, Request.cmd(Command.ROLE))
          .compose(
              role -> {
                String word = role.get(0).toString();
                if (word.equals("sentinel")) {
                  return master(connection, role.get(1))
                      .map(to -> new Step(new Opened(client, connection, place, ""), to));
                }
                return word.equals("master")
                    ? settle(client, connection, place)
                    : Future.failedFuture("is a replica");
              });
    }

    private Future<Place> master(RedisConnection connection, Response names) {
      if (url.sentinel().isEmpty() && names.size() != 1) {
        return Future.failedFuture(
            "is a Sentinel of %d servers; the parameter sentinel of redis.url must name one"
                .formatted(names.size()));
      }
      String name = url.sentinel().isEmpty() ? names.get(0).toString() : url.sentinel();
      return send(
              connection, Request.cmd(Command.SENTINEL).arg("get-master-addr-by-name").arg(name))
          .compose(
              at ->
                  at == null || at.size() != 2
                      ? Future.failedFuture("is a Sentinel that does not know '" + name + "'")
                      : Future.succeededFuture(
                          new Place(at.get(0).toString(), at.get(1).toInteger())));
    }

    private Future<Step> settle(Redis client, RedisConnection connection, Place place) {
      return send(connection, scripts.whereCountersLive())
          .compose(here -> send(connection, Request.cmd(Command.INFO).arg("server")))
          .map(
              info -> {
                Matcher run = RUN_ID.matcher(info.toString());
                if (!run.find()) {
                  throw new IllegalStateException("tells no run_id");
                }
                return new Step(new Opened(client, connection, place, run.group(1)), null);
              })
          .recover(
              failure -> {
                Matcher moved = MOVED.matcher(String.valueOf(failure.getMessage()));
                if (!moved.find()) {
                  return Future.failedFuture(failure);
                }
                String host = moved.group(1).isEmpty() ? place.host() : moved.group(1);
                return Future.succeededFuture(
                    new Step(
                        new Opened(client, connection, place, ""),
                        new Place(host, Integer.parseInt(moved.group(2)))));
              });
    }

    private Future<Response> send(RedisConnection connection, Request request) {
      return connection.send(request).timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
