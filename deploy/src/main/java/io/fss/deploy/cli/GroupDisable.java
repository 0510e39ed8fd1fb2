package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Disables one task group. */
@Command(name = "disable")
final class GroupDisable extends ApiCommand {
  @Mixin private GroupChoice group;

  @Option(names = "--cancel-running")
  private boolean cancelRunning;

  @Option(names = "--reason", paramLabel = "TEXT")
  private String reason;

  @Override
  void run(ApiClient api) {
    JsonObject body = new JsonObject().put("cancelRunning", cancelRunning);
    new Patch(body).any("reason", reason);
    JsonObject changed = api.post(group.path(api) + "/disable", body);
    print(changed, () -> out().println(Texts.of("group.disabled", group.named())));
  }
}
