package io.fss.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.SettableClock;
import io.fss.proto.bus.v1.NodeHere;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodesTest {
  private static final List<String> ALL =
      List.of("registry", "scheduler", "dispatcher", "log", "console");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T03:04:05Z"));
  private final Nodes nodes = new Nodes(clock);

  private NodeHere.Builder here(String node, int members) {
    return NodeHere.newBuilder()
        .setNode(node)
        .setHost("host-of-" + node)
        .addAllRoles(ALL)
        .setVersion("2.0.0")
        .setStartedAtMs(clock.millis())
        .setMembers(members);
  }

  private List<String> problems() {
    return nodes.problems(nodes.all());
  }

  private List<String> names() {
    return nodes.all().stream().map(node -> node.here().getNode()).toList();
  }

  @Test
  void processes_that_see_each_other_have_no_problems() {
    nodes.heard(here("n1", 2).build());
    nodes.heard(here("n2", 2).build());

    assertThat(names()).containsExactly("n1", "n2");
    assertThat(problems()).isEmpty();
  }

  @Test
  void a_role_that_nobody_has_is_a_problem() {
    nodes.heard(here("n1", 1).clearRoles().addRoles("console").addRoles("log").build());

    assertThat(problems())
        .containsExactly(
            "no process has the role registry",
            "no process has the role scheduler",
            "no process has the role dispatcher");
  }

  @Test
  void who_is_not_heard_of_any_more_is_missed() {
    nodes.heard(here("n1", 2).build());
    nodes.heard(here("n2", 2).build());
    clock.advance(Duration.ofSeconds(13));
    nodes.heard(here("n1", 1).build());

    assertThat(problems()).containsExactly("n2 (host-of-n2) has not been heard of for 13 s");
  }

  @Test
  void who_said_goodbye_or_was_succeeded_is_not_missed() {
    nodes.heard(here("n1", 3).build());
    nodes.heard(here("n2", 3).setDraining(true).build());
    nodes.heard(here("n3", 3).setHost("same").build());
    clock.advance(Duration.ofSeconds(13));
    nodes.heard(here("n1", 2).build());
    nodes.heard(here("n4", 2).setHost("same").build());

    assertThat(names()).containsExactly("n1", "n4");
    assertThat(problems()).isEmpty();
  }

  @Test
  void who_is_missing_is_forgotten_after_a_while() {
    nodes.heard(here("n1", 1).build());

    clock.advance(Duration.ofMinutes(11));

    assertThat(names()).isEmpty();
  }

  @Test
  void a_process_that_sees_fewer_than_there_are_is_a_problem() {
    nodes.heard(here("n1", 1).build());
    nodes.heard(here("n2", 2).build());

    assertThat(problems()).containsExactly("n1 (host-of-n1) sees 1 of 2 processes");
  }

  @Test
  void different_versions_are_told() {
    nodes.heard(here("n1", 2).build());
    nodes.heard(here("n2", 2).setVersion("2.1.0").build());

    assertThat(problems()).containsExactly("different versions: 2.0.0, 2.1.0");
  }
}
