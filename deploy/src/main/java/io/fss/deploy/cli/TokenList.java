package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;

/** Lists the tokens of clients, without the tokens themselves. */
@Command(name = "list")
final class TokenList extends ApiCommand {
  @Override
  void run(ApiClient api) {
    JsonObject page = api.get(new Query("/client-tokens"));
    print(page, () -> table(page));
  }

  private void table(JsonObject page) {
    Table table = new Table("id", "namespace", "created", "expires", "expired", "note");
    for (JsonObject token : Json.objects(page, "items")) {
      table.row(token, "id", "namespace", "createdAt", "expiresAt", "expired", "note");
    }
    table.print(out());
  }
}
