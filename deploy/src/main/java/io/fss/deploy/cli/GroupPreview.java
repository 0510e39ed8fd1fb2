package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows when tasks of a group will be due. */
@Command(name = "preview")
final class GroupPreview extends ApiCommand {
  @Mixin private GroupChoice group;

  @Mixin private PreviewOptions options;

  @Override
  void run(ApiClient api) {
    JsonObject found = api.get(new Query(group.path(api)));
    JsonObject preview =
        options.ask(
            api,
            found.getString("namespace"),
            found.getString("name"),
            found.getJsonObject("trigger"));
    print(preview, () -> PreviewOptions.print(preview, out()));
  }
}
