package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Gives a client no new work and lets what runs end. */
@Command(name = "drain")
final class ClientDrain extends ApiCommand {
  @Mixin private ClientChoice client;

  @Option(names = "--reason", paramLabel = "TEXT")
  private String reason;

  @Override
  void run(ApiClient api) {
    JsonObject body = client.body(this);
    new Patch(body).any("reason", reason);
    JsonObject rule = api.post("/clients/drain", body);
    print(rule, () -> out().println(Texts.of("client.drain", client.named())));
  }
}
