package io.fss.scheduler;

import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.SchedulerHere;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a scheduler does that is not the only one; the other one is played. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class SharedGroupsTest {
  private static final Duration SOON = Duration.ofSeconds(3);

  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private final List<GroupInfo> groups = new ArrayList<>();
  private SchedulerFixture fss;
  private Shards own;
  private long beat;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
    fss.registry.online("c1", 100, "bill");
    own = Shards.of("n1", List.of("n1", "n2"));
    for (int i = 0; i < 20; i++) {
      groups.add(fss.create(Specs.group("g" + i, Specs.once(fss.now() + SOON.toMillis()))));
    }
    assertThat(groups)
        .anyMatch(one -> own.have(one.getId()))
        .anyMatch(one -> !own.have(one.getId()));
    until("all are in memory", () -> staged() == groups.size());
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private void otherComes() {
    says(false);
    beat = fss.vertx.setPeriodic(100, id -> says(false));
    until("let go of", () -> staged() == mine());
  }

  private void otherLeaves() {
    fss.vertx.cancelTimer(beat);
    says(true);
  }

  private void says(boolean leaving) {
    fss.bus.publish(
        Channels.SCHEDULER_HERE,
        SchedulerHere.newBuilder().setNode("n2").addSeen("n2").setLeaving(leaving).build());
  }

  private double staged() {
    return fss.meters.get("fss.tasks.staged").gauge().value();
  }

  private long mine() {
    return groups.stream().filter(one -> own.have(one.getId())).count();
  }

  private List<GroupInfo> sent() {
    return groups.stream().filter(one -> !fss.edge.of(one.getSpec().getName()).isEmpty()).toList();
  }

  @Test
  void what_another_scheduler_looks_after_is_left_to_it() {
    otherComes();

    fss.pass(SOON);

    until("mine are sent", () -> sent().size() == mine());
    assertThat(sent()).allMatch(one -> own.have(one.getId()));
  }

  @Test
  void what_another_scheduler_leaves_behind_is_taken_over() {
    otherComes();

    otherLeaves();

    until("taken over", () -> staged() == groups.size());
    fss.pass(SOON);
    until("all are sent", () -> sent().size() == groups.size());
  }

  @Test
  void what_is_late_by_ten_seconds_is_anybodys() {
    otherComes();

    fss.pass(SOON.plusSeconds(10));

    until("all are sent", () -> sent().size() == groups.size());
  }
}
