package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a token and prints it, this once. */
@Command(name = "create")
final class TokenCreate extends ApiCommand {
  @Option(names = "--namespace", paramLabel = "NAMESPACE", descriptionKey = "token.namespace")
  private String namespace;

  @Option(names = "--note", paramLabel = "TEXT", descriptionKey = "token.note")
  private String note;

  @Option(names = "--expires", paramLabel = "INSTANT", descriptionKey = "token.expires")
  private String expires;

  @Override
  void run(ApiClient api) {
    JsonObject body = new JsonObject();
    new Patch(body).any("namespace", namespace).any("note", note).any("expiresAt", expires);
    JsonObject made = api.post("/client-tokens", body);
    print(
        made,
        () ->
            out()
                .println(Texts.of("token.created", made.getString("id"), made.getString("token"))));
  }
}
