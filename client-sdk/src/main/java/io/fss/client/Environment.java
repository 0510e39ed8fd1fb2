package io.fss.client;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Options out of environment variables; a variable that is absent or empty changes nothing. */
record Environment(Map<String, String> variables) {
  ClientOptions options(String app) {
    ClientOptions options = new ClientOptions(app);
    options =
        apply(options, "ADDRESS", (o, text) -> o.withAddresses(List.of(text.split("\\s*,\\s*"))));
    options = apply(options, "TOKEN", ClientOptions::withToken);
    options = apply(options, "NAME", ClientOptions::withName);
    options = apply(options, "NAMESPACE", ClientOptions::withNamespace);
    options = apply(options, "CAPACITY", (o, text) -> o.withCapacity(number("CAPACITY", text)));
    return options.withListen(listen());
  }

  private ListenOptions listen() {
    String advertised = value("ADVERTISED_HOST");
    String host = value("HOST");
    if (host.isEmpty()) {
      // Who tells others a name of this machine wants to be reached from other machines.
      host = advertised.isEmpty() ? ListenOptions.LOCAL.host() : "0.0.0.0";
    }
    String port = value("PORT");
    return new ListenOptions(host, port.isEmpty() ? 0 : number("PORT", port), advertised, 0);
  }

  private ClientOptions apply(
      ClientOptions options, String key, BiFunction<ClientOptions, String, ClientOptions> change) {
    String text = value(key);
    return text.isEmpty() ? options : change.apply(options, text);
  }

  private String value(String key) {
    return variables.getOrDefault("FSS_CLIENT_" + key, "").strip();
  }

  private static int number(String key, String text) {
    Rules.that(text.matches("[0-9]{1,9}"), "FSS_CLIENT_" + key, text, "be a whole number");
    return Integer.parseInt(text);
  }
}
