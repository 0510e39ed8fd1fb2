package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.NamespaceInfo;
import io.fss.proto.bus.v1.NamespaceListRequest;
import io.fss.proto.bus.v1.NamespacePauseRequest;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.bus.v1.Wait;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class NamespacesTest {
  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
    fss.registry.online("c1", 5, "bill");
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private Future<NamespaceInfo> ask(String namespace, boolean paused, String reason) {
    return fss.bus.request(
        Channels.NAMESPACE_PAUSE,
        NamespacePauseRequest.newBuilder()
            .setNamespace(namespace)
            .setPaused(paused)
            .setReason(reason)
            .build());
  }

  private NamespaceInfo pause(String namespace) {
    return await(ask(namespace, true, "migration"));
  }

  private NamespaceInfo resume(String namespace) {
    return await(ask(namespace, false, "done"));
  }

  private List<NamespaceInfo> list() {
    return await(
            fss.bus.request(Channels.NAMESPACE_LIST, NamespaceListRequest.getDefaultInstance()))
        .getNamespacesList();
  }

  private void awaitWaitsForClient(long task) {
    until("it is held", () -> fss.task(task).getWait() == Wait.CLIENT);
  }

  @Test
  void namespaces_with_groups_or_a_pause_are_listed_with_reason_and_counts() {
    fss.create(Specs.manual("one"));
    fss.create(Specs.manual("two"));
    fss.create(Specs.manual("one").setNamespace("team-a"));
    NamespaceInfo paused = pause("team-b");
    pause("team-a");
    resume("team-a");
    pause("gone");
    resume("gone");

    assertThat(paused.getGroups()).isZero();
    assertThat(list())
        .extracting(
            NamespaceInfo::getNamespace,
            NamespaceInfo::getPaused,
            NamespaceInfo::getReason,
            NamespaceInfo::getChangedAtMs,
            NamespaceInfo::getGroups)
        .containsExactly(
            tuple("default", false, "", 0L, 2L),
            tuple("team-a", false, "done", fss.now(), 1L),
            tuple("team-b", true, "migration", fss.now(), 0L));
  }

  @Test
  void a_name_or_a_reason_that_breaks_a_rule_is_refused() {
    assertThat(((Refusal) failure(ask("Team A", true, ""))).violations().get(0).getField())
        .isEqualTo("namespace");
    assertThat(((Refusal) failure(ask("a", true, "x".repeat(501)))).violations().get(0).getField())
        .isEqualTo("reason");
    assertThat(list()).isEmpty();
  }

  @Test
  void moments_of_a_paused_namespace_are_skipped_with_the_reason_and_the_schedule_goes_on() {
    GroupInfo group = fss.create(Specs.group("g", Specs.rate(1_000, fss.now() + 1_000)));
    pause("default");
    assertThat(fss.group(group.getId()).getPaused()).isTrue();

    for (int second = 1; second <= 3; second++) {
      long skipped = second;
      fss.pass(Duration.ofSeconds(1));
      until(
          "skipped " + skipped,
          () -> fss.group(group.getId()).getCounters().getSkipped() == skipped);
    }
    resume("default");
    fss.pass(Duration.ofSeconds(1));

    fss.client.succeeds(fss.edge.awaitNth("g", 1));
    assertThat(fss.tasks(group, TaskStatus.SKIPPED))
        .extracting(TaskInfo::getMessage, TaskInfo::getCount)
        .containsExactly(tuple(Admission.PAUSED, 3L));
    assertThat(fss.edge.of("g")).hasSize(1);
  }

  @Test
  void a_run_by_hand_waits_and_starts_at_once_when_the_namespace_is_resumed() {
    GroupInfo group = fss.create(Specs.manual("g"));
    pause("default");
    long task = fss.run(group);
    awaitWaitsForClient(task);
    assertThat(fss.edge.of("g")).isEmpty();

    resume("default");

    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);
    assertThat(sent.task()).isEqualTo(task);
    fss.client.succeeds(sent);
  }

  @Test
  void a_retry_waits_and_goes_on_when_the_namespace_is_resumed() {
    GroupInfo group = fss.create(Specs.manual("g").setPolicies(Specs.tries(2, 1_000)));
    long task = fss.run(group);
    FakeEdge.Sent first = fss.edge.awaitNth("g", 1);
    pause("default");
    fss.client.fails(first, "no");
    fss.pass(Duration.ofSeconds(1));
    awaitWaitsForClient(task);

    resume("default");

    fss.client.succeeds(fss.edge.awaitNth("g", 2));
    assertThat(fss.task(task).getStatus()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void what_runs_when_a_namespace_is_paused_runs_to_its_end_and_others_go_on() {
    GroupInfo running = fss.create(Specs.manual("g"));
    fss.run(running);
    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);

    pause("default");
    pause("other");
    resume("default");
    fss.client.succeeds(sent);
    fss.run(running);

    fss.client.succeeds(fss.edge.awaitNth("g", 2));
  }

  @Test
  void a_pause_outlives_a_restart_and_a_resume_that_nobody_told_of_is_seen_by_the_sweep() {
    GroupInfo group = fss.create(Specs.manual("g"));
    pause("default");
    fss.stop().start();
    long task = fss.run(group);
    awaitWaitsForClient(task);

    fss.write("UPDATE namespace_pause SET paused = 0");

    fss.client.succeeds(fss.edge.awaitNth("g", 1));
  }

  @Test
  void a_pause_that_nobody_told_of_holds_tasks_without_taking_them_up_again_and_again() {
    GroupInfo group = fss.create(Specs.manual("g"));
    fss.write(
        "INSERT INTO namespace_pause (namespace, paused, reason, changed_at)"
            + " VALUES ('default', 1, '', 1)");
    long task = fss.run(group);
    awaitWaitsForClient(task);
    long before = fss.tables().commits();

    for (int i = 0; i < 300; i++) {
      assertThat(fss.task(task).getStatus()).isEqualTo(TaskStatus.WAITING);
    }

    assertThat(fss.tables().commits() - before).isLessThan(10);
  }
}
