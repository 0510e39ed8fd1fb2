package io.fss.dispatcher;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Settings of TLS at the edge, section {@code dispatcher.tls}. Without a certificate the edge
 * speaks plain text.
 *
 * @param certificate PEM file with the edge's certificate and the chain above it, or empty
 * @param key PEM file with its private key (PKCS 8), or empty
 * @param clientCa PEM file with the authorities of clients' certificates: who has none from them is
 *     turned away, and endpoints of clients are checked against them; empty asks for none
 */
public record TlsOptions(String certificate, String key, String clientCa) {
  public TlsOptions {
    readable("certificate", certificate);
    readable("key", key);
    readable("client-ca", clientCa);
    if (certificate.isEmpty() != key.isEmpty()) {
      throw new IllegalArgumentException(
          "dispatcher.tls.key '%s' must be set exactly where dispatcher.tls.certificate is"
              .formatted(key));
    }
    if (certificate.isEmpty() && !clientCa.isEmpty()) {
      throw new IllegalArgumentException(
          "dispatcher.tls.client-ca '%s' must come with dispatcher.tls.certificate"
              .formatted(clientCa));
    }
  }

  private static void readable(String key, String file) {
    if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
      throw new IllegalArgumentException(
          "dispatcher.tls.%s '%s' must be a file that can be read".formatted(key, file));
    }
  }

  boolean on() {
    return !certificate.isEmpty();
  }

  boolean mutual() {
    return !clientCa.isEmpty();
  }
}
