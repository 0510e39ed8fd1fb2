package io.fss.registry;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What is asked of Redis, under keys of one prefix. The scripts read no clock and set no expiry.
 * Every key carries the same hash tag, so that all of them live on one node of a cluster.
 */
final class RedisScripts {
  private static final String PUT = text("put");
  private static final String BEAT = text("beat");
  private static final String LEAVE = text("leave");

  private final String records;
  private final String counters;
  private final String holders;
  private final String look;

  RedisScripts(String prefix) {
    String tag = "{" + prefix + "}:";
    this.records = tag + "records";
    this.counters = tag + "counters";
    this.holders = tag + "holders";
    this.look = tag + "look";
  }

  private static String text(String name) {
    String path = "/redis/" + name + ".lua";
    try (InputStream in = RedisScripts.class.getResourceAsStream(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers 1, the replaced session, the first registration and the pulse; or 0 and the newer. */
  Request put(StoredSession session, boolean overNewer) {
    return script(PUT, records, counters, holders)
        .arg(session.id())
        .arg(session.name().toString())
        .arg(Long.toString(session.registeredAt()))
        .arg(session.pulse().text())
        .arg(Buffer.buffer(session.command().toByteArray()))
        .arg(overNewer ? "1" : "0");
  }

  /** Sessions and pulses are to follow as arguments; answers a counter for each pair. */
  Request beats() {
    return script(BEAT, counters);
  }

  Request end(String session) {
    return script(LEAVE, records, counters, holders)
        .arg(session)
        .arg("")
        .arg(Long.toString(Pulse.ENDED.counter()));
  }

  Request remove(String session, long counter) {
    return script(LEAVE, records, counters, holders)
        .arg(session)
        .arg(Long.toString(counter))
        .arg("");
  }

  private static Request script(String text, String... keys) {
    Request request = Request.cmd(Command.EVAL).arg(text).arg(keys.length);
    for (String key : keys) {
      request.arg(key);
    }
    return request;
  }

  /**
   * Writes something nobody reads: a server that is no master any more, or that a cluster or its
   * replicas left behind, refuses it, and what it says of counters is not to be believed.
   */
  Request proof(String what) {
    return Request.cmd(Command.SET).arg(look).arg(what);
  }

  Request allCounters() {
    return Request.cmd(Command.HGETALL).arg(counters);
  }

  /** Answers a number where the keys may live; elsewhere a cluster's node says where. */
  Request whereCountersLive() {
    return Request.cmd(Command.HLEN).arg(counters);
  }

  Request records(Iterable<String> sessions) {
    return fields(records, sessions);
  }

  Request counters(Iterable<String> sessions) {
    return fields(counters, sessions);
  }

  private static Request fields(String key, Iterable<String> fields) {
    Request request = Request.cmd(Command.HMGET).arg(key);
    fields.forEach(request::arg);
    return request;
  }
}
