package io.fss.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets a token count no more. */
@Command(name = "revoke")
final class TokenRevoke extends ApiCommand {
  @Parameters(index = "0", paramLabel = "TOKEN", descriptionKey = "TOKEN")
  private String id;

  @Override
  void run(ApiClient api) {
    api.delete("/client-tokens/" + CalendarChoice.encoded(id));
    if (!json()) {
      out().println(Texts.of("token.revoked", id));
    }
  }
}
