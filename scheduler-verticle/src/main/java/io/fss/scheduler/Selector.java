package io.fss.scheduler;

import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.v1.Policies;
import java.util.List;

/**
 * Which clients are meant. Its text is kept with the task: the client's name in the first line, a
 * label in each that follows, in order; empty where all are meant.
 */
record Selector(String client, List<Label> labels) {
  /** Longest text. */
  static final int LENGTH = 255;

  private static final int KEPT = 1_000;
  private static final Recent<String, Selector> RECENT = new Recent<>(KEPT, Selector::read);

  private record Label(String name, String value) {
    static Label of(String text) {
      int equals = text.indexOf('=');
      return new Label(text.substring(0, equals), text.substring(equals + 1));
    }
  }

  /** The text of what these policies mean. */
  static String text(Policies policies) {
    if (policies.getRouteClient().isEmpty() && policies.getRouteLabelsCount() == 0) {
      return "";
    }
    return policies.getRouteClient()
        + "\n"
        + String.join("\n", policies.getRouteLabelsList().stream().sorted().toList());
  }

  static Selector of(String text) {
    return RECENT.of(text);
  }

  private static Selector read(String text) {
    List<String> lines = text.lines().toList();
    return lines.isEmpty()
        ? new Selector("", List.of())
        : new Selector(
            lines.get(0),
            lines.stream().skip(1).filter(line -> !line.isEmpty()).map(Label::of).toList());
  }

  boolean means(ClientInfo info) {
    if (!client.isEmpty() && !client.equals(info.getClient())) {
      return false;
    }
    for (Label label : labels) {
      if (!label.value().equals(info.getLabelsMap().get(label.name()))) {
        return false;
      }
    }
    return true;
  }
}
