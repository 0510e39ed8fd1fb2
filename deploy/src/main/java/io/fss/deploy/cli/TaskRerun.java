package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs an ended task again, as a new one. */
@Command(name = "rerun")
final class TaskRerun extends ApiCommand {
  @Parameters(index = "0", paramLabel = "TASK", descriptionKey = "TASK")
  private long id;

  @Option(names = "--key", paramLabel = "KEY")
  private String key;

  @Override
  void run(ApiClient api) {
    JsonObject body = new JsonObject();
    new Patch(body).any("key", key);
    JsonObject made = api.post("/tasks/" + id + "/rerun", body);
    print(made, () -> out().println(Texts.of("group.run", made.getString("taskId"))));
  }
}
