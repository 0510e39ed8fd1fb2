package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Enables one task group. */
@Command(name = "enable")
final class GroupEnable extends ApiCommand {
  @Mixin private GroupChoice group;

  @Override
  void run(ApiClient api) {
    JsonObject changed = api.post(group.path(api) + "/enable");
    print(changed, () -> out().println(Texts.of("group.enabled", group.named())));
  }
}
