package io.fss.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what happened in all groups of a namespace hour by hour. */
@Command(name = "rollups")
final class NamespaceRollups extends ApiCommand {
  @Mixin private NamespaceChoice namespace;

  @Mixin private RollupOptions options;

  @Override
  void run(ApiClient api) {
    options.show(this, api, namespace.path());
  }
}
