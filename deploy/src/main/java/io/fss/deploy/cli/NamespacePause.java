package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Pauses a namespace. */
@Command(name = "pause")
final class NamespacePause extends ApiCommand {
  @Mixin private NamespaceChoice namespace;

  @Option(names = "--reason", paramLabel = "TEXT")
  private String reason;

  @Override
  void run(ApiClient api) {
    JsonObject body = new JsonObject();
    new Patch(body).any("reason", reason);
    JsonObject changed = api.post(namespace.path() + "/pause", body);
    print(changed, () -> out().println(Texts.of("namespace.paused", namespace.named())));
  }
}
