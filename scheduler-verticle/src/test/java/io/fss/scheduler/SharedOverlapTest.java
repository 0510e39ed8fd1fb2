package io.fss.scheduler;

import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Overlap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The overlap counts across schedulers; an embedded database is of one process. */
@ParameterizedClass
@EnumSource(names = {"POSTGRESQL", "MARIADB"})
class SharedOverlapTest {
  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;
  private String session;
  private long first;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
    fss.startAnother();
    session = fss.registry.online("c1", 50, "bill");
    first = fss.now() + 1_000;
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private static Policies.Builder overlap(Overlap overlap, int limit) {
    return Policies.newBuilder().setOverlap(overlap).setOverlapLimit(limit);
  }

  private GroupInfo everySecond(Policies.Builder policies) {
    return fss.create(Specs.group("g", Specs.rate(1_000, first)).setPolicies(policies));
  }

  /** A second passes, and what was due in it has been decided. */
  private void tick(GroupInfo group) {
    fss.pass(Duration.ofSeconds(1));
    until("decided", () -> fss.group(group.getId()).getNextRunAtMs() > fss.now());
  }

  private FakeEdge.Sent sent(int n) {
    return fss.edge.awaitNth("g", n);
  }

  /** Seconds after the first moment of what was sent so far. */
  private List<Long> sentMoments() {
    return fss.edge.of("g").stream()
        .map(sent -> (sent.execution().getPlannedAtMs() - first) / 1_000)
        .toList();
  }

  @Test
  void the_overlap_counts_across_schedulers() {
    GroupInfo group = everySecond(overlap(Overlap.OVERLAP_SKIP, 0));

    for (int i = 1; i <= 12; i++) {
      tick(group);
      if (i % 4 == 0) {
        fss.client.succeeds(sent(i / 4));
      }
    }

    assertThat(sentMoments()).containsExactly(0L, 4L, 8L);
    assertThat(fss.group(group.getId()).getCounters().getSkipped()).isEqualTo(9);
  }

  @Test
  void the_limit_counts_across_schedulers() {
    GroupInfo group = everySecond(overlap(Overlap.ALLOW_ALL, 3));

    for (int i = 0; i < 6; i++) {
      tick(group);
    }
    List<FakeEdge.Sent> running = fss.edge.awaitSent("g", 3);
    fss.client.report(
        session,
        FakeClient.end(running.get(0), fss.client.success()),
        FakeClient.end(running.get(2), fss.client.success()));
    for (int i = 0; i < 4; i++) {
      tick(group);
    }

    fss.edge.awaitSent("g", 5);
    fss.looked();
    assertThat(sentMoments()).containsExactly(0L, 1L, 2L, 6L, 7L);
    assertThat(fss.edge.of("g")).extracting(FakeEdge.Sent::task).doesNotHaveDuplicates();
  }

  @Test
  void those_in_line_run_once_each_and_in_order_whoever_lets_them_go() {
    GroupInfo group = everySecond(overlap(Overlap.BUFFER_ALL, 20));
    for (int i = 0; i < 10; i++) {
      tick(group);
    }

    for (int n = 1; n <= 10; n++) {
      fss.client.succeeds(sent(n));
    }

    assertThat(sentMoments()).isEqualTo(LongStream.range(0, 10).boxed().toList());
    assertThat(fss.group(group.getId()).getCounters().getSuccesses()).isEqualTo(10);
  }
}
