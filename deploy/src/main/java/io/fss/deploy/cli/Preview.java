package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows when tasks of a trigger would be due. */
@Command(name = "preview", sortOptions = false)
final class Preview extends ApiCommand {
  @Option(names = "--namespace", paramLabel = "NAMESPACE", defaultValue = "default")
  private String namespace;

  @Option(names = "--group", paramLabel = "NAME", descriptionKey = "preview.group")
  private String group;

  @Mixin private PreviewOptions options;

  @ArgGroup(exclusive = true, multiplicity = "1", headingKey = "heading.trigger", order = 1)
  private TriggerKind trigger;

  @ArgGroup(exclusive = false, validate = false, headingKey = "heading.bounds", order = 2)
  private TriggerBounds bounds = new TriggerBounds();

  @Override
  void run(ApiClient api) {
    JsonObject preview = options.ask(api, namespace, group, bounds.on(this, trigger.json()));
    print(preview, () -> PreviewOptions.print(preview, out()));
  }
}
