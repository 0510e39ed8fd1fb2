package io.fss.scheduler;

import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Route;
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

/** Tasks that are meant for some clients only; which of these gets them is in RouteTest. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class RoutedTasksTest {
  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private GroupInfo manual(String name, Policies.Builder policies) {
    return fss.create(Specs.manual(name).setPolicies(policies));
  }

  private static Policies.Builder pinned(String client) {
    return Policies.newBuilder().setRouteClient(client);
  }

  private void parked(int tasks) {
    until(tasks + " wait for a client", () -> fss.count("task WHERE wait = 1") == tasks);
  }

  private void labelled(String client, String name, String value) {
    String session = fss.registry.online(client, 5, "bill");
    ClientInfo.Builder info = fss.registry.client(session).toBuilder();
    fss.registry.put(info.putLabels(name, value).build());
  }

  @Test
  void a_task_waits_for_the_client_it_is_meant_for_and_holds_up_nobody() {
    fss.registry.online("c1", 5, "bill");
    GroupInfo pinned = manual("pinned", pinned("c2"));
    GroupInfo free = manual("free", Policies.newBuilder());
    for (int i = 0; i < 3; i++) {
      fss.run(pinned);
    }
    parked(3);
    fss.run(free);
    assertThat(fss.edge.awaitNth("free", 1).session()).isEqualTo("session-of-c1");
    assertThat(fss.edge.of("pinned")).isEmpty();

    fss.registry.online("c2", 5, "bill");

    assertThat(fss.edge.awaitSent("pinned", 3))
        .extracting(FakeEdge.Sent::session)
        .containsOnly("session-of-c2");
  }

  @Test
  void what_waits_for_a_client_still_does_after_a_restart() {
    fss.registry.online("c1", 5, "bill");
    fss.run(manual("pinned", pinned("c2")));
    parked(1);

    fss.stop().start();
    fss.looked();
    assertThat(fss.edge.of("pinned")).isEmpty();
    fss.registry.online("c2", 5, "bill");

    fss.edge.awaitNth("pinned", 1);
  }

  @Test
  void a_client_without_the_labels_is_no_client() {
    labelled("c1", "zone", "eu");
    fss.run(manual("american", Policies.newBuilder().addRouteLabels("zone=us")));
    parked(1);

    labelled("c2", "zone", "us");

    assertThat(fss.edge.awaitNth("american", 1).session()).isEqualTo("session-of-c2");
  }

  @Test
  void an_edit_lets_go_what_waits_for_a_client_that_never_comes() {
    fss.registry.online("c1", 5, "bill");
    long first = fss.now() + 1_000;
    GroupInfo group =
        fss.create(Specs.group("g", Specs.rate(60_000, first)).setPolicies(pinned("c2")));
    fss.passTo(first);
    parked(1);

    GroupSpec.Builder edited = group.getSpec().toBuilder();
    edited.getPoliciesBuilder().setRouteClient("c1");
    fss.edit(fss.group(group.getId()), edited);
    fss.pass(Duration.ofSeconds(1));

    assertThat(fss.edge.awaitNth("g", 1).session()).isEqualTo("session-of-c1");
  }

  @Test
  void an_edit_lets_go_what_waits_behind_a_client_that_is_full() {
    fss.registry.online("c1", 1, "bill");
    fss.registry.online("c2", 1, "bill");
    fss.run(manual("busy", pinned("c1")));
    fss.edge.awaitNth("busy", 1);
    long first = fss.now() + 1_000;
    GroupInfo group =
        fss.create(Specs.group("g", Specs.rate(60_000, first)).setPolicies(pinned("c1")));
    fss.passTo(first);
    fss.looked();
    assertThat(fss.edge.of("g")).isEmpty();

    GroupSpec.Builder edited = group.getSpec().toBuilder();
    edited.getPoliciesBuilder().setRouteClient("c2");
    fss.edit(fss.group(group.getId()), edited);

    assertThat(fss.edge.awaitNth("g", 1).session()).isEqualTo("session-of-c2");
  }

  @Test
  void a_task_with_a_key_ends_in_time_although_all_clients_are_full() {
    fss.registry.online("c1", 1, "bill");
    fss.run(manual("busy", pinned("c1")));
    fss.edge.awaitNth("busy", 1);
    long task =
        fss.run(
            manual(
                "g",
                Policies.newBuilder().setRoute(Route.CONSISTENT_HASH).setFinishWithinMs(5_000)));
    fss.looked();

    fss.pass(Duration.ofSeconds(5));

    assertThat(fss.awaitStatus(task, TaskStatus.SKIPPED).getMessage()).startsWith("expired");
  }

  @Test
  void many_that_wait_for_clients_of_their_own_come_back_together_and_hold_up_nobody() {
    fss.registry.online("c1", 100, "bill");
    GroupInfo free = manual("free", Policies.newBuilder().setRouteClient("c1"));
    for (int i = 0; i < 120; i++) {
      fss.run(manual("p" + i, pinned("late-" + i)));
    }
    parked(120);

    for (int i = 0; i < 120; i++) {
      fss.registry.online("late-" + i, 1, "bill");
    }
    fss.run(free);

    fss.edge.awaitNth("free", 1);
    for (int i = 0; i < 120; i++) {
      assertThat(fss.edge.awaitNth("p" + i, 1).session()).isEqualTo("session-of-late-" + i);
    }
  }

  @Test
  void tasks_with_one_key_go_to_one_client_wherever_the_key_comes_from() {
    for (int i = 0; i < 4; i++) {
      fss.registry.online("c" + i, 100, "bill");
    }
    GroupInfo group =
        manual("g", Policies.newBuilder().setRoute(Route.CONSISTENT_HASH).setRouteKey("customer"));
    GroupInfo other =
        fss.create(
            Specs.manual("other")
                .setData("{\"customer\":42}")
                .setPolicies(
                    Policies.newBuilder().setRoute(Route.CONSISTENT_HASH).setRouteKey("customer")));

    for (int i = 0; i < 5; i++) {
      fss.run(group, "k" + i, "{\"customer\":42}");
    }
    fss.run(other);

    List<FakeEdge.Sent> sent = fss.edge.awaitSent("g", 5);
    assertThat(sent)
        .extracting(FakeEdge.Sent::session)
        .containsOnly(fss.edge.awaitNth("other", 1).session());
  }
}
