package io.fss.scheduler;

import java.util.BitSet;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * The shards of all groups that one scheduler looks after. Each shard belongs to one of the live
 * schedulers, to the one that suits it best, so that who comes or goes moves only shards of his.
 * Ownership spares two of them the same work; that a task runs once is the database's to see to.
 */
final class Shards {
  /**
   * How many there are: a prime number, since ids consist of a time, a node and a count in fields
   * of whole bits, and the rest of a division by it depends on all of them.
   */
  static final int COUNT = 251;

  private final BitSet own;

  private Shards(BitSet own) {
    this.own = own;
  }

  /**
   * The shards of one of the live schedulers.
   *
   * @param live names of the schedulers, this one's among them
   */
  static Shards of(String self, Collection<String> live) {
    BitSet own = new BitSet(COUNT);
    for (int shard = 0; shard < COUNT; shard++) {
      own.set(shard, self.equals(owner(shard, live)));
    }
    return new Shards(own);
  }

  private static String owner(int shard, Collection<String> live) {
    String owner = "";
    long best = Long.MIN_VALUE;
    for (String one : live) {
      long fit = Routing.fit(shard, one);
      if (owner.isEmpty() || fit > best) {
        owner = one;
        best = fit;
      }
    }
    return owner;
  }

  /** Whether the group is in one of them. */
  boolean have(long groupId) {
    return own.get((int) (groupId % COUNT));
  }

  int size() {
    return own.cardinality();
  }

  /** A condition on {@code group_id} to be added to others; empty where it would say nothing. */
  String condition() {
    if (size() == COUNT) {
      return "";
    }
    if (own.isEmpty()) {
      return " AND 1 = 0";
    }
    String numbers = own.stream().mapToObj(String::valueOf).collect(Collectors.joining(", "));
    return " AND group_id %% %d IN (%s)".formatted(COUNT, numbers);
  }
}
