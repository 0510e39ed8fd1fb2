package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Cancels every task of a group that has not ended. */
@Command(name = "cancel")
final class GroupCancel extends ApiCommand {
  @Mixin private GroupChoice group;

  @Option(names = "--reason", paramLabel = "TEXT")
  private String reason;

  @Override
  void run(ApiClient api) {
    JsonObject body = new JsonObject();
    new Patch(body).any("reason", reason);
    JsonObject done = api.post(group.path(api) + "/cancel", body);
    print(done, () -> out().println(Texts.of("group.cancelled", done.getInteger("cancelled", 0))));
  }
}
