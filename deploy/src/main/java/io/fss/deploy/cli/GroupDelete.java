package io.fss.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Deletes one task group. */
@Command(name = "delete")
final class GroupDelete extends ApiCommand {
  @Mixin private GroupChoice group;

  @Override
  void run(ApiClient api) {
    api.delete(group.path(api));
    if (!json()) {
      out().println(Texts.of("group.deleted", group.named()));
    }
  }
}
