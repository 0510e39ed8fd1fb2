package io.fss.client;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Which client gets a task, of those that are online, have a free slot and are meant.
 *
 * @param by how it is chosen
 * @param key for {@link By#CONSISTENT_HASH} the field of the task's parameters, or else of the
 *     group's data, whose value is the key; empty for the group's name
 * @param client name of the only client that is meant; empty for any
 * @param labels that a client must have to be meant, 8 at most
 * @param shards for {@link By#SHARDING} how many, 1-1000; zero means as many as clients are online
 */
public record Routing(By by, String key, String client, Map<String, String> labels, int shards) {
  private static final int MOST_LABELS = 8;
  private static final int LONGEST = 128;
  private static final int MOST_SHARDS = 1_000;

  /** How the client is chosen. */
  public enum By {
    /** In turn. */
    ROUND_ROBIN,
    /** The one with the smallest share of its capacity in use. */
    LEAST_LOADED,
    /** Any. */
    RANDOM,
    /** The one whose last task of the job was given longest ago. */
    LEAST_RECENTLY_USED,
    /** The one that was given the fewest tasks of the job. */
    LEAST_FREQUENTLY_USED,
    /** The first by name. */
    FIRST,
    /** The last by name. */
    LAST,
    /** Tasks with the same key go to the same client. */
    CONSISTENT_HASH,
    /** In turn among those with the newest version of the job; older ones while they are full. */
    NEWEST_VERSION,
    /** Every client that is online gets a task of its own. */
    BROADCAST,
    /** The task is split in shards that are spread over the clients. */
    SHARDING
  }

  /** In turn, any client. */
  public static final Routing DEFAULT = new Routing(By.ROUND_ROBIN, "", "", Map.of(), 0);

  /** Checks the bounds. */
  public Routing {
    Objects.requireNonNull(by, "policies.routing.by");
    Rules.range("policies.routing.key (characters)", key.length(), 0, LONGEST);
    Rules.range("policies.routing.client (characters)", client.length(), 0, LONGEST);
    Rules.range("policies.routing.labels (number)", labels.size(), 0, MOST_LABELS);
    Rules.range("policies.routing.shards", shards, 0, MOST_SHARDS);
    labels = Map.copyOf(labels);
  }

  /** Chosen in that way. */
  public static Routing by(By way) {
    return new Routing(way, "", "", Map.of(), 0);
  }

  /** Tasks whose parameters, or whose group's data, have the same value there go to one client. */
  public static Routing byKey(String field) {
    return new Routing(By.CONSISTENT_HASH, field, "", Map.of(), 0);
  }

  /** Only the client of that name. */
  public static Routing to(String client) {
    return new Routing(By.ROUND_ROBIN, "", client, Map.of(), 0);
  }

  /** Every client that is online gets a task of its own. */
  public static Routing broadcast() {
    return by(By.BROADCAST);
  }

  /** So many shards, spread over the clients; zero means as many as clients are online. */
  public static Routing sharding(int shards) {
    return new Routing(By.SHARDING, "", "", Map.of(), shards);
  }

  /** The same, but only clients with this label are meant, beside those said before. */
  public Routing on(String label, String value) {
    Map<String, String> more = new TreeMap<>(labels);
    more.put(label, value);
    return new Routing(by, key, client, more, shards);
  }
}
