package io.fss.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import io.fss.kernel.Meters;
import io.fss.proto.bus.v1.RegisterCommand;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Sessions in Redis, shared by every registry: a hash of registrations, one of counters, and one of
 * who has which client name. Nothing expires. Belongs to the registry's context.
 */
final class RedisSessionStore implements SessionStore {
  private static final int AT_ONCE = 500;

  private final RedisScripts scripts;
  private final RedisLink link;
  private final RedisBeats beats;
  private Map<String, Text> seen = Map.of();

  RedisSessionStore(Vertx vertx, RedisOptions options) {
    this(vertx, options, Meters.none());
  }

  RedisSessionStore(Vertx vertx, RedisOptions options, MeterRegistry meters) {
    this.scripts = new RedisScripts(options.prefix());
    this.link =
        new RedisLink(
            new RedisReach(vertx, options.place(), options.answerLimit(), scripts),
            options.answerLimit(),
            new RedisMeters(meters));
    this.beats = new RedisBeats(vertx, link, scripts);
  }

  @Override
  public Future<Placed> put(StoredSession session, boolean overNewer) {
    return link.send("register", scripts.put(session, overNewer))
        .map(answer -> placed(session, answer));
  }

  private static Placed placed(StoredSession session, Response answer) {
    String other = answer.get(1).toString();
    if (answer.get(0).toInteger() == 0) {
      return new Placed(null, other);
    }
    return new Placed(
        new StoredSession(
            session.id(),
            session.command(),
            answer.get(2).toLong(),
            Pulse.parse(answer.get(3).toString())),
        other);
  }

  @Override
  public Future<OptionalLong> beat(String session, Pulse pulse) {
    return beats.add(session, pulse);
  }

  @Override
  public Future<Void> end(String session) {
    return link.send("end", scripts.end(session)).mapEmpty();
  }

  @Override
  public Future<Void> remove(String session, long counter) {
    return link.send("remove", scripts.remove(session, counter)).mapEmpty();
  }

  @Override
  public Future<Sighting> sight() {
    return link.connect()
        .compose(
            connected -> {
              String epoch = link.epoch();
              return link.send("look", List.of(scripts.proof(epoch), scripts.allCounters()))
                  .map(answers -> new Sighting(epoch, pulses(answers.get(1))));
            });
  }

  /** What did not change since the last reading is not read again. */
  private Map<String, Pulse> pulses(Response fields) {
    Map<String, Text> now = new HashMap<>(fields.size());
    Map<String, Pulse> pulses = new HashMap<>(fields.size());
    Iterator<Response> each = fields.iterator();
    while (each.hasNext()) {
      String session = each.next().toString();
      String text = each.next().toString();
      Text known = seen.get(session);
      Text read =
          known != null && known.text.equals(text) ? known : new Text(text, Pulse.parse(text));
      now.put(session, read);
      pulses.put(session, read.pulse);
    }
    seen = now;
    return pulses;
  }

  @Override
  public Future<List<StoredSession>> load(Collection<String> sessions) {
    List<String> all = List.copyOf(sessions);
    List<StoredSession> loaded = new ArrayList<>();
    Future<Void> done = Future.succeededFuture();
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      List<String> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
      done = done.compose(before -> load(some, loaded));
    }
    return done.map(end -> loaded);
  }

  private Future<Void> load(List<String> sessions, List<StoredSession> loaded) {
    return link.send("load", List.of(scripts.records(sessions), scripts.counters(sessions)))
        .map(
            answers -> {
              for (int i = 0; i < sessions.size(); i++) {
                Response record = answers.get(0).get(i);
                Response counter = answers.get(1).get(i);
                if (record != null && counter != null) {
                  loaded.add(
                      session(sessions.get(i), record.toBytes(), Pulse.parse(counter.toString())));
                }
              }
              return null;
            });
  }

  /** A record is the first registration in epoch milliseconds, the name and the registration. */
  private static StoredSession session(String id, byte[] record, Pulse pulse) {
    int first = newline(record, 0);
    int second = newline(record, first + 1);
    long registeredAt = Long.parseLong(new String(record, 0, first, StandardCharsets.US_ASCII));
    try {
      RegisterCommand command =
          RegisterCommand.parseFrom(
              Buffer.buffer(record).slice(second + 1, record.length).getBytes());
      return new StoredSession(id, command, registeredAt, pulse);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("session %s in Redis is no registration".formatted(id), e);
    }
  }

  private static int newline(byte[] record, int from) {
    int at = from;
    while (record[at] != '\n') {
      at++;
    }
    return at;
  }

  @Override
  public boolean shared() {
    return true;
  }

  @Override
  public Future<Void> close() {
    return link.close();
  }

  /** A pulse and the text that it was read from. */
  private record Text(String text, Pulse pulse) {}
}
