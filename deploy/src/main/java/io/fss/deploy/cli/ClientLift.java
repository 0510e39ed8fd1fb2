package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Takes back what keeps work from a client. */
@Command(name = "lift")
final class ClientLift extends ApiCommand {
  @Mixin private ClientChoice client;

  @Override
  void run(ApiClient api) {
    JsonObject lifted = api.post("/clients/lift", client.body(this));
    print(lifted, () -> out().println(Texts.of("client.lift", client.named())));
  }
}
