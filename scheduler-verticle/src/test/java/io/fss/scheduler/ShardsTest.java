package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Ids;
import io.fss.kernel.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ShardsTest {
  private static final List<String> THREE = List.of("node-a", "node-b", "node-c");

  private static Map<String, Shards> of(List<String> live) {
    return live.stream()
        .collect(
            Collectors.toMap(one -> one, one -> Shards.of(one, live), (a, b) -> a, TreeMap::new));
  }

  private static long owners(Map<String, Shards> all, long group) {
    return all.values().stream().filter(one -> one.have(group)).count();
  }

  @Test
  void every_group_is_looked_after_by_exactly_one() {
    Map<String, Shards> all = of(THREE);

    assertThat(LongStream.range(0, 10_000)).allMatch(group -> owners(all, group) == 1);
  }

  @Test
  void each_gets_about_as_many_shards() {
    assertThat(of(THREE).values())
        .allSatisfy(one -> assertThat(one.size()).isBetween(Shards.COUNT / 4, Shards.COUNT / 2));
  }

  @Test
  void who_goes_or_comes_moves_only_shards_of_his() {
    Map<String, Shards> three = of(THREE);
    Map<String, Shards> two = of(List.of("node-a", "node-c"));

    for (long group = 0; group < Shards.COUNT; group++) {
      if (three.get("node-a").have(group)) {
        assertThat(two.get("node-a").have(group)).isTrue();
      }
      if (three.get("node-c").have(group)) {
        assertThat(two.get("node-c").have(group)).isTrue();
      }
    }
  }

  @Test
  void groups_made_at_once_and_groups_made_one_by_one_spread_alike() {
    SettableClock clock = new SettableClock(Instant.parse("2026-01-02T03:04:05Z"));
    Ids ids = new Ids(7, clock);
    Map<String, Shards> all = of(THREE);
    Shards first = all.get("node-a");
    double share = (double) first.size() / Shards.COUNT;

    long atOnce = LongStream.generate(ids::next).limit(3_000).filter(first::have).count();
    long oneByOne =
        LongStream.generate(
                () -> {
                  clock.advance(Duration.ofSeconds(1));
                  return ids.next();
                })
            .limit(3_000)
            .filter(first::have)
            .count();

    assertThat(atOnce / 3_000.0).isBetween(share - 0.05, share + 0.05);
    assertThat(oneByOne / 3_000.0).isBetween(share - 0.05, share + 0.05);
  }

  @Test
  void who_is_alone_looks_after_all_without_a_condition() {
    Shards all = Shards.of("node-a", List.of("node-a"));

    assertThat(all.size()).isEqualTo(Shards.COUNT);
    assertThat(all.condition()).isEmpty();
  }

  @Test
  void the_condition_names_the_shards_it_has() {
    Shards some = Shards.of("node-a", List.of("node-a", "node-b"));

    assertThat(some.condition()).startsWith(" AND group_id % 251 IN (").endsWith(")");
    assertThat(some.condition().split(",")).hasSize(some.size());
  }
}
