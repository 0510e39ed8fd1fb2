package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a client stop. */
@Command(name = "kick")
final class ClientKick extends ApiCommand {
  @Mixin private ClientChoice client;

  @Option(names = "--reason", paramLabel = "TEXT")
  private String reason;

  @Option(names = "--now", descriptionKey = "client.now")
  private boolean now;

  @Override
  void run(ApiClient api) {
    JsonObject body = client.body(this);
    new Patch(body).any("reason", reason).any("when", now ? "now" : "after");
    JsonObject rule = api.post("/clients/kick", body);
    print(rule, () -> out().println(Texts.of("client.kick", client.named())));
  }
}
