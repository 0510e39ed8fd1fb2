package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs one task group now. */
@Command(name = "run")
final class GroupRun extends ApiCommand {
  @Mixin private GroupChoice group;

  @Option(names = "--params", paramLabel = "JSON", converter = Json.class)
  private JsonObject params;

  @Option(names = "--key", paramLabel = "KEY")
  private String key;

  @Option(names = "--finish-by", paramLabel = "INSTANT")
  private String finishBy;

  @Override
  void run(ApiClient api) {
    JsonObject body = new JsonObject();
    new Patch(body).any("params", params).any("key", key).any("finishBy", finishBy);
    JsonObject made = api.post(group.path(api) + "/run", body);
    print(made, () -> out().println(Texts.of("group.run", made.getString("taskId"))));
  }
}
