package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Resumes a namespace. */
@Command(name = "resume")
final class NamespaceResume extends ApiCommand {
  @Mixin private NamespaceChoice namespace;

  @Override
  void run(ApiClient api) {
    JsonObject changed = api.post(namespace.path() + "/resume");
    print(changed, () -> out().println(Texts.of("namespace.resumed", namespace.named())));
  }
}
