package io.fss.console;

import io.fss.kernel.Clock;
import io.fss.proto.bus.v1.NodeHere;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The processes of the platform, as they tell of themselves every few seconds; who is not heard of
 * any more is kept for a while, since that he is missing is what people want to know.
 */
final class Nodes {
  private static final Duration SILENT = Duration.ofSeconds(12);
  private static final Duration FORGOTTEN = Duration.ofMinutes(10);
  private static final List<String> ROLES =
      List.of("registry", "scheduler", "dispatcher", "log", "console");

  private final Clock clock;
  private final Map<String, Node> nodes = new HashMap<>();

  Nodes(Clock clock) {
    this.clock = clock;
  }

  /**
   * One process.
   *
   * @param here what it said last
   * @param heardNanos when, on the monotonic clock
   */
  record Node(NodeHere here, long heardNanos) {
    Duration silence(Clock clock) {
      return Duration.ofNanos(clock.nanos() - heardNanos);
    }

    boolean isSilent(Clock clock) {
      return silence(clock).compareTo(SILENT) > 0;
    }

    private boolean isSuccessorOf(Node other) {
      return here.getHost().equals(other.here.getHost())
          && here.getRolesList().equals(other.here.getRolesList())
          && here.getStartedAtMs() > other.here.getStartedAtMs();
    }
  }

  void heard(NodeHere here) {
    nodes.put(here.getNode(), new Node(here, clock.nanos()));
  }

  /** All that are there or missing, by host and node. */
  List<Node> all() {
    List<Node> known = List.copyOf(nodes.values());
    nodes.values().removeIf(node -> node.isSilent(clock) && isOver(node, known));
    return nodes.values().stream()
        .sorted(
            Comparator.comparing((Node node) -> node.here.getHost())
                .thenComparing(node -> node.here.getNode()))
        .toList();
  }

  /** Whether nobody misses it: it said goodbye, was succeeded, or is long forgotten. */
  private boolean isOver(Node node, Collection<Node> known) {
    return node.here.getDraining()
        || node.silence(clock).compareTo(FORGOTTEN) > 0
        || known.stream().anyMatch(other -> other.isSuccessorOf(node));
  }

  /** What is wrong with all of them together; each one's own problems come with it. */
  List<String> problems(List<Node> all) {
    List<Node> there = all.stream().filter(node -> !node.isSilent(clock)).toList();
    List<String> problems = new ArrayList<>();
    for (String role : ROLES) {
      if (there.stream().noneMatch(node -> node.here.getRolesList().contains(role))) {
        problems.add("no process has the role " + role);
      }
    }
    for (Node node : all) {
      String name = name(node);
      if (node.isSilent(clock)) {
        problems.add(
            "%s has not been heard of for %d s".formatted(name, node.silence(clock).toSeconds()));
      } else if (node.here.getMembers() != there.size()) {
        problems.add(
            "%s sees %d of %d processes".formatted(name, node.here.getMembers(), there.size()));
      }
    }
    TreeSet<String> versions = new TreeSet<>();
    there.forEach(node -> versions.add(node.here.getVersion()));
    if (versions.size() > 1) {
      problems.add("different versions: " + String.join(", ", versions));
    }
    return problems;
  }

  private static String name(Node node) {
    return "%s (%s)".formatted(node.here.getNode(), node.here.getHost());
  }
}
