package io.fss.deploy.bench;

import io.fss.deploy.rig.Child;
import io.fss.deploy.rig.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A running {@link BenchClient}. */
final class ClientProcess {
  private final Dialogue dialogue;

  private ClientProcess(Dialogue dialogue) {
    this.dialogue = dialogue;
  }

  /**
   * Starts one.
   *
   * @param platform addresses of the platform, comma separated
   */
  static ClientProcess start(String name, String platform, Site site, BenchOptions options) {
    Map<String, String> environment =
        new HashMap<>(site.clientEnvironment(name, options.capacity()));
    environment.put("FSS_CLIENT_ADDRESS", platform);
    environment.put("FSS_CLIENT_MODE", options.mode());
    Child child =
        Child.start(
            name,
            options.clientJvm(),
            List.of(BenchClient.class.getName(), Integer.toString(options.perProcess())),
            environment,
            site.folder().resolve(name + ".log"),
            true);
    return new ClientProcess(new Dialogue(name, child));
  }

  Child child() {
    return dialogue.child();
  }

  void awaitReady() throws InterruptedException {
    dialogue.awaitReady();
  }

  void window(Plan plan) throws InterruptedException {
    dialogue.ask("window %d %d".formatted(plan.from(), plan.to()));
  }

  /** Starts so far within the window. */
  long counted() throws InterruptedException {
    return Long.parseLong(dialogue.ask("counted"));
  }

  ClientResults results() throws InterruptedException {
    List<String> lines = new ArrayList<>();
    lines.add(dialogue.ask("results"));
    while (!lines.get(lines.size() - 1).equals(ClientResults.END)) {
      lines.add(dialogue.next());
    }
    return ClientResults.of(lines);
  }
}
