package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Option;

/** Which hours are shown. */
final class RollupOptions {
  @Option(names = "--from", paramLabel = "INSTANT", descriptionKey = "rollup.from")
  private String from;

  @Option(names = "--to", paramLabel = "INSTANT", descriptionKey = "rollup.to")
  private String to;

  /** Prints the hours below a path of the API. */
  void show(ApiCommand command, ApiClient api, String path) {
    JsonObject page = api.get(new Query(path + "/rollups").with("from", from).with("to", to));
    command.print(page, () -> table(command, page));
  }

  private static void table(ApiCommand command, JsonObject page) {
    Table table =
        new Table(
            "hour", "runs", "successes", "failures", "skipped", "p50", "p99", "late50", "late99");
    for (JsonObject hour : Json.objects(page, "items")) {
      table.row(
          hour,
          "hour",
          "runs",
          "successes",
          "failures",
          "skipped",
          "duration.p50Ms",
          "duration.p99Ms",
          "lateness.p50Ms",
          "lateness.p99Ms");
    }
    table.print(command.out());
    command.tellMore(page, "--from");
  }
}
