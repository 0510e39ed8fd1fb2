package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What a definition may say beside its name, job and kind of trigger. */
final class GroupOptions {
  @Option(names = "--description", paramLabel = "TEXT")
  private String description;

  @Option(names = "--data", paramLabel = "JSON", converter = Json.class)
  private JsonObject data;

  @Option(names = "--label", paramLabel = "KEY=VALUE")
  private Map<String, String> labels = Map.of();

  @ArgGroup(exclusive = false, validate = false, headingKey = "heading.bounds", order = 2)
  private TriggerBounds bounds = new TriggerBounds();

  @ArgGroup(exclusive = false, validate = false, headingKey = "heading.policies", order = 3)
  private PolicyOptions policies = new PolicyOptions();

  /** The definition with what the command line says of it; its trigger is there already. */
  JsonObject on(ApiCommand command, JsonObject group) {
    new Patch(group).text("description", description).any("data", data);
    bounds.on(command, group.getJsonObject("trigger"));
    group.put("policies", policies.on(group.getJsonObject("policies", new JsonObject())));
    if (!labels.isEmpty()) {
      group.put("labels", labelled(group.getJsonObject("labels", new JsonObject())));
    }
    return group;
  }

  private JsonObject labelled(JsonObject known) {
    Patch patch = new Patch(known);
    labels.forEach(patch::text);
    return known;
  }
}
