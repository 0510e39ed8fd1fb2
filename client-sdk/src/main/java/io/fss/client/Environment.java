package io.fss.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/** Options out of environment variables; a variable that is absent or empty changes nothing. */
record Environment(Map<String, String> variables) {
  ClientOptions options(String app) {
    ClientOptions options = new ClientOptions(app);
    options =
        apply(options, "ADDRESS", (o, text) -> o.withAddresses(List.of(text.split("\\s*,\\s*"))));
    options = apply(options, "TOKEN", ClientOptions::withToken);
    options = apply(options, "TOKEN_FILE", (o, file) -> o.withToken(token(file)));
    options = apply(options, "NAME", ClientOptions::withName);
    options = apply(options, "NAMESPACE", ClientOptions::withNamespace);
    options = apply(options, "CAPACITY", (o, text) -> o.withCapacity(number("CAPACITY", text)));
    options = apply(options, "MODE", (o, text) -> o.withMode(mode(text)));
    return options.withTls(tls()).withListen(listen());
  }

  /** Secrets come into containers as files. */
  private String token(String file) {
    Rules.that(
        value("TOKEN").isEmpty(), "FSS_CLIENT_TOKEN_FILE", file, "stand without FSS_CLIENT_TOKEN");
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException | InvalidPathException odd) {
      throw new IllegalArgumentException(
          "FSS_CLIENT_TOKEN_FILE '%s' must be a file that can be read".formatted(file), odd);
    }
  }

  private static Mode mode(String text) {
    try {
      return Mode.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException odd) {
      throw new IllegalArgumentException(
          "FSS_CLIENT_MODE '%s' must be auto, direct or stream".formatted(text), odd);
    }
  }

  private TlsOptions tls() {
    String trust = value("TLS_TRUST");
    String certificate = value("TLS_CERTIFICATE");
    String on = value("TLS");
    Rules.that(on.matches("|true|false"), "FSS_CLIENT_TLS", on, "be true or false");
    return new TlsOptions(
        on.isEmpty() ? !trust.isEmpty() || !certificate.isEmpty() : on.equals("true"),
        trust,
        certificate,
        value("TLS_KEY"),
        true);
  }

  private ListenOptions listen() {
    String advertised = value("ADVERTISED_HOST");
    String host = value("HOST");
    if (host.isEmpty()) {
      // Who tells others a name of this machine wants to be reached from other machines.
      host = advertised.isEmpty() ? ListenOptions.LOCAL.host() : "0.0.0.0";
    }
    String port = value("PORT");
    String outside = value("ADVERTISED_PORT");
    return new ListenOptions(
        host,
        port.isEmpty() ? 0 : number("PORT", port),
        advertised,
        outside.isEmpty() ? 0 : number("ADVERTISED_PORT", outside));
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
