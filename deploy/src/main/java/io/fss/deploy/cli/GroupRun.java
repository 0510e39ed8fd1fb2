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

  @Override
  void run(ApiClient api) {
    JsonObject body = new JsonObject();
    if (params != null) {
      body.put("params", params);
    }
    if (key != null) {
      body.put("key", key);
    }
    JsonObject made = api.post(group.path(api) + "/run", body);
    print(made, () -> out().println(Texts.of("group.run", made.getString("taskId"))));
  }
}
