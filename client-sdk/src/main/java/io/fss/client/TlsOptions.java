package io.fss.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * TLS between client and platform, both ways.
 *
 * @param on whether connections to the platform use TLS
 * @param trust PEM file with the authorities that the platform's certificate comes from; empty
 *     means those that Java trusts
 * @param certificate PEM file with the client's own certificate and the chain above it; the
 *     platform may ask for it, and the endpoint that the platform calls then speaks TLS; may be
 *     empty
 * @param key PEM file with its private key (PKCS 8), empty where there is no certificate
 * @param verifyHost whether the platform's certificate must name the host it was called by
 */
public record TlsOptions(
    boolean on, String trust, String certificate, String key, boolean verifyHost) {
  /** Plain text. */
  public static final TlsOptions OFF = new TlsOptions(false, "", "", "", true);

  /** TLS with the authorities that Java trusts. */
  public static final TlsOptions ON = new TlsOptions(true, "", "", "", true);

  /** Checks that the files are there and fit together. */
  public TlsOptions {
    readable("trust", trust);
    readable("certificate", certificate);
    readable("key", key);
    Rules.that(
        certificate.isEmpty() == key.isEmpty(), "client.tls.key", key, "come with a certificate");
    Rules.that(
        on || (trust.isEmpty() && certificate.isEmpty()), "client.tls.on", on, "be true for files");
  }

  private static void readable(String field, String file) {
    Objects.requireNonNull(file, "client.tls." + field);
    Rules.that(
        file.isEmpty() || Files.isReadable(Path.of(file)),
        "client.tls." + field,
        file,
        "be a file that can be read");
  }

  /** TLS with a platform whose certificate comes from these authorities. */
  public static TlsOptions trusting(Path authorities) {
    return new TlsOptions(true, authorities.toString(), "", "", true);
  }

  /** The same with a certificate of its own. */
  public TlsOptions withCertificate(Path certificates, Path privateKey) {
    return new TlsOptions(true, trust, certificates.toString(), privateKey.toString(), verifyHost);
  }

  /** The same, whatever host the platform's certificate names. */
  public TlsOptions withAnyHost() {
    return new TlsOptions(on, trust, certificate, key, false);
  }

  boolean certified() {
    return !certificate.isEmpty();
  }
}
