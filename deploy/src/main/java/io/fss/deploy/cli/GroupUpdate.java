package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Changes what the command line names of a task group, unless somebody else was quicker. */
@Command(name = "update", sortOptions = false)
final class GroupUpdate extends ApiCommand {
  private static final List<String> DEFINITION =
      List.of(
          "namespace",
          "name",
          "app",
          "job",
          "description",
          "enabled",
          "trigger",
          "data",
          "policies",
          "labels");

  @Mixin private GroupChoice group;

  @Option(names = "--app", paramLabel = "APP")
  private String app;

  @Option(names = "--job", paramLabel = "JOB")
  private String job;

  @ArgGroup(exclusive = true, headingKey = "heading.other.trigger", order = 1)
  private TriggerKind trigger;

  @Mixin private GroupOptions options;

  @Override
  void run(ApiClient api) {
    String path = group.path(api);
    ApiClient.Tagged found = api.tagged(new Query(path));
    JsonObject changed = api.put(path, found.etag(), body(found.body()));
    print(changed, () -> out().println(Texts.of("group.updated", group.named())));
  }

  private JsonObject body(JsonObject found) {
    JsonObject body = new JsonObject();
    for (String field : DEFINITION) {
      new Patch(body).any(field, found.getValue(field));
    }
    new Patch(body).any("app", app).any("job", job);
    if (trigger != null) {
      body.put("trigger", TriggerBounds.keep(body.getJsonObject("trigger"), trigger.json()));
    }
    return options.on(this, body);
  }
}
