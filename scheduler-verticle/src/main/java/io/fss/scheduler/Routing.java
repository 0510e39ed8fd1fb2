package io.fss.scheduler;

import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Route;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * How the client of a task is chosen.
 *
 * @param by in which way
 * @param field for CONSISTENT_HASH the field whose value is the key; empty for the group's name
 * @param selector which clients are meant, see {@link Selector}
 * @param shards for SHARDING how many; 0 for as many as clients are online
 */
record Routing(Route by, String field, String selector, int shards) {
  /** Stands for a key that is not known yet, or not asked for. */
  static final long NO_KEY = 0;

  private static final Routing DEFAULT = new Routing(Route.ROUND_ROBIN, "", "", 0);
  private static final int KEPT = 1_000;
  private static final Recent<String, Routing> RECENT =
      new Recent<>(KEPT, text -> of(PolicyText.decode(text)));

  /** By stored policies. */
  static Routing of(String policyText) {
    return policyText.isEmpty() ? DEFAULT : RECENT.of(policyText);
  }

  static Routing of(Policies policies) {
    String selector = Selector.text(policies);
    boolean inTurn =
        policies.getRoute() == Route.ROUND_ROBIN || policies.getRoute() == Route.ROUTE_UNSPECIFIED;
    return inTurn && selector.isEmpty()
        ? DEFAULT
        : new Routing(
            inTurn ? Route.ROUND_ROBIN : policies.getRoute(),
            policies.getRouteKey(),
            selector,
            policies.getShards());
  }

  /** Whether a task becomes several, each with a client of its own. */
  boolean splits() {
    return by == Route.BROADCAST || by == Route.SHARDING;
  }

  /** How many parts a task becomes while that many clients are meant; 0 where it stays one. */
  int parts(int clients) {
    if (!splits()) {
      return 0;
    }
    return by == Route.BROADCAST || shards == 0 ? clients : shards;
  }

  boolean byKey() {
    return by == Route.CONSISTENT_HASH;
  }

  /**
   * The hash of a task's key.
   *
   * @param params of the task, a JSON object or empty
   * @param data of the group, a JSON object
   * @return anything but {@link #NO_KEY}
   */
  long key(String params, String data, String group) {
    String value = value(params);
    if (value == null) {
      value = value(data);
    }
    return hash(value == null ? "group " + group : "value " + value);
  }

  private String value(String json) {
    if (field.isEmpty() || json.isEmpty()) {
      return null;
    }
    Object value = new JsonObject(json).getValue(field);
    return value == null ? null : value.toString();
  }

  /**
   * 64 bits that depend on every character: FNV-1a, mixed once more as its last steps mix little.
   */
  static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (one & 0xff)) * 0x100000001b3L;
    }
    long mixed = mix(hash);
    return mixed == NO_KEY ? 1 : mixed;
  }

  /** How well a client suits a key: the one that suits it best gets it. */
  static long fit(long key, String client) {
    return mix(key ^ hash(client));
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
