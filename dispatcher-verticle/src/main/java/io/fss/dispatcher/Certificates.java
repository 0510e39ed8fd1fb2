package io.fss.dispatcher;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

/** TLS of the edge, for those who call it and for those it calls. */
final class Certificates {
  private Certificates() {}

  static HttpServerOptions edge(HttpServerOptions server, TlsOptions tls) {
    if (!tls.on()) {
      return server;
    }
    server.setSsl(true).setUseAlpn(true).setKeyCertOptions(own(tls));
    if (tls.mutual()) {
      server
          .setClientAuth(ClientAuth.REQUIRED)
          .setTrustOptions(new PemTrustOptions().addCertPath(tls.clientCa()));
    }
    return server;
  }

  /** Shows the edge's own certificate to endpoints that ask for one. */
  static HttpClientOptions caller(HttpClientOptions client, TlsOptions tls, boolean verifyHost) {
    client.setSsl(true).setUseAlpn(true).setVerifyHost(verifyHost);
    if (tls.on()) {
      client.setKeyCertOptions(own(tls));
    }
    // Without authorities of its own it trusts those that Java does.
    return tls.mutual()
        ? client.setTrustOptions(new PemTrustOptions().addCertPath(tls.clientCa()))
        : client;
  }

  private static PemKeyCertOptions own(TlsOptions tls) {
    return new PemKeyCertOptions().addCertPath(tls.certificate()).addKeyPath(tls.key());
  }
}
