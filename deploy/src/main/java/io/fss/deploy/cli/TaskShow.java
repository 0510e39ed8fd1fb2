package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one task with its attempts. */
@Command(name = "show")
final class TaskShow extends ApiCommand {
  @Parameters(index = "0", paramLabel = "TASK", descriptionKey = "TASK")
  private long id;

  @Override
  void run(ApiClient api) {
    JsonObject task = api.get(new Query("/tasks/" + id));
    print(task, () -> details(task));
  }

  private void details(JsonObject task) {
    Details.print(task, out());
    List<JsonObject> attempts = Json.objects(task, "attempts");
    if (!attempts.isEmpty()) {
      out().println();
      Table table = new Table("attempt", "status", "client", "started", "ended", "message");
      for (JsonObject attempt : attempts) {
        table.row(attempt, "attempt", "status", "client", "startedAt", "endedAt", "message");
      }
      table.print(out());
    }
  }
}
