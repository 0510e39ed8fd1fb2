package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;

/** Shows the processes of the platform and what is wrong; ends with 4 when something is. */
@Command(name = "status")
final class ClusterStatus extends ApiCommand {
  private static final int UNHEALTHY = 4;

  private boolean healthy;

  @Override
  void run(ApiClient api) {
    JsonObject cluster = api.get(new Query("/cluster"));
    healthy = cluster.getBoolean("healthy");
    print(cluster, () -> show(cluster));
  }

  @Override
  int exitCode() {
    return healthy ? 0 : UNHEALTHY;
  }

  private void show(JsonObject cluster) {
    Table table =
        new Table(
            "host",
            "roles",
            "version",
            "started",
            "state",
            "members",
            "shards",
            "lateness",
            "node");
    for (JsonObject node : Json.objects(cluster, "nodes")) {
      JsonObject row =
          node.copy().put("roles", String.join(" ", Json.texts(node.getJsonArray("roles"))));
      table.row(
          row,
          "host",
          "roles",
          "version",
          "startedAt",
          "state",
          "members",
          "shards",
          "latenessMs",
          "node");
    }
    table.print(out());
    out().println();
    out().println(Texts.of(healthy ? "cluster.healthy" : "cluster.unhealthy"));
    Json.texts(cluster.getJsonArray("problems"))
        .forEach(problem -> out().println("  " + Table.plain(problem)));
    for (JsonObject node : Json.objects(cluster, "nodes")) {
      for (String problem : Json.texts(node.getJsonArray("problems"))) {
        String line =
            "%s (%s): %s".formatted(node.getString("node"), node.getString("host"), problem);
        out().println("  " + Table.plain(line));
      }
    }
  }
}
