package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** Which moments of a trigger are shown. */
final class PreviewOptions {
  @Option(names = "--from", paramLabel = "INSTANT", descriptionKey = "preview.from")
  private String from;

  @Option(names = "--count", paramLabel = "N", defaultValue = "10")
  private int count;

  JsonObject ask(ApiClient api, String namespace, String group, JsonObject trigger) {
    JsonObject body =
        new JsonObject().put("namespace", namespace).put("trigger", trigger).put("count", count);
    new Patch(body).any("group", group).any("from", from);
    return api.post("/triggers/preview", body);
  }

  static void print(JsonObject preview, PrintWriter out) {
    String words = preview.getString("description", "");
    if (!words.isEmpty()) {
      out.println(Texts.of("preview.words", Table.plain(words), preview.getString("zone", "UTC")));
    }
    Table table = new Table("planned", "due");
    for (JsonObject moment : Json.objects(preview, "moments")) {
      table.row(moment, "plannedAt", "dueAt");
    }
    table.print(out);
  }
}
