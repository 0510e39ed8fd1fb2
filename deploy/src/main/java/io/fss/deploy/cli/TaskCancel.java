package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Cancels one task. */
@Command(name = "cancel")
final class TaskCancel extends ApiCommand {
  @Parameters(index = "0", paramLabel = "TASK", descriptionKey = "TASK")
  private long id;

  @Option(names = "--reason", paramLabel = "TEXT")
  private String reason;

  @Override
  void run(ApiClient api) {
    JsonObject body = new JsonObject();
    new Patch(body).any("reason", reason);
    JsonObject task = api.post("/tasks/" + id + "/cancel", body);
    print(
        task,
        () ->
            out()
                .println(Texts.of("task.cancelled", String.valueOf(id), task.getString("status"))));
  }
}
