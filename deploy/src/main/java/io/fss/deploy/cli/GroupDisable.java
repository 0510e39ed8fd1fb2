package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Disables one task group. */
@Command(name = "disable")
final class GroupDisable extends ApiCommand {
  @Mixin private GroupChoice group;

  @Override
  void run(ApiClient api) {
    JsonObject changed = api.post(group.path(api) + "/disable");
    print(changed, () -> out().println(Texts.of("group.disabled", group.named())));
  }
}
