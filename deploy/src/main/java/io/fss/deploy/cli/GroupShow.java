package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows one task group. */
@Command(name = "show")
final class GroupShow extends ApiCommand {
  @Mixin private GroupChoice group;

  @Override
  void run(ApiClient api) {
    JsonObject found = api.get(new Query(group.path(api)));
    print(found, () -> Details.print(found, out()));
  }
}
