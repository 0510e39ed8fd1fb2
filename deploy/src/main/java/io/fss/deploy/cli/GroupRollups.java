package io.fss.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what happened in a group hour by hour. */
@Command(name = "rollups")
final class GroupRollups extends ApiCommand {
  @Mixin private GroupChoice group;

  @Mixin private RollupOptions options;

  @Override
  void run(ApiClient api) {
    options.show(this, api, group.path(api));
  }
}
