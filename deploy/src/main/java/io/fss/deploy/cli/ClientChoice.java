package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One client by its name, or one of its processes by the session. */
final class ClientChoice {
  @Parameters(index = "0", arity = "0..1", paramLabel = "CLIENT", descriptionKey = "CLIENT")
  private String client;

  @Option(names = "--app", paramLabel = "APP", descriptionKey = "client.app")
  private String app;

  @Option(
      names = "--namespace",
      paramLabel = "NAMESPACE",
      defaultValue = "default",
      descriptionKey = "client.namespace")
  private String namespace;

  @Option(names = "--session", paramLabel = "SESSION", descriptionKey = "client.session")
  private String session;

  /** The start of a request's body. */
  JsonObject body(ApiCommand command) {
    boolean named = client != null && app != null;
    if (named == (session != null) || (session != null && client != null)) {
      throw command.wrongUsage(Texts.of("error.client"));
    }
    return named
        ? new JsonObject().put("namespace", namespace).put("app", app).put("client", client)
        : new JsonObject().put("session", session);
  }

  String named() {
    return session == null ? namespace + "/" + app + "/" + client : session;
  }
}
