package io.fss.deploy.cli;

import java.net.URI;
import picocli.CommandLine.Option;

/** How the platform is reached and in what form its answers are printed. */
final class Connection {
  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:FSS_CLI_URL:-http://127.0.0.1:7080}")
  private URI url;

  @Option(names = "--token", paramLabel = "TOKEN", defaultValue = "${env:FSS_CLI_TOKEN:-}")
  private String token;

  @Option(names = "--json")
  private boolean json;

  ApiClient client() {
    return new ApiClient(url, token);
  }

  boolean json() {
    return json;
  }
}
