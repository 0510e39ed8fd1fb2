package io.fss.client;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

/** How connections are made, to the platform and from it. */
final class Transport {
  private static final int WINDOW = 1024 * 1024;

  private Transport() {}

  static HttpClientOptions client(TlsOptions tls) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false)
            .setHttp2ConnectionWindowSize(WINDOW)
            .setInitialSettings(new Http2Settings().setInitialWindowSize(WINDOW))
            .setConnectTimeout(3_000)
            .setTcpNoDelay(true);
    if (!tls.on()) {
      return options;
    }
    options.setSsl(true).setUseAlpn(true).setVerifyHost(tls.verifyHost());
    if (tls.certified()) {
      options.setKeyCertOptions(own(tls));
    }
    return tls.trust().isEmpty() ? options : options.setTrustOptions(trust(tls));
  }

  static HttpServerOptions server(ListenOptions listen, TlsOptions tls) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(listen.host())
            .setPort(listen.port())
            .setHttp2ConnectionWindowSize(WINDOW)
            .setInitialSettings(new Http2Settings().setInitialWindowSize(WINDOW));
    if (!tls.certified()) {
      return options;
    }
    options.setSsl(true).setUseAlpn(true).setKeyCertOptions(own(tls));
    return tls.trust().isEmpty()
        ? options
        : options.setClientAuth(ClientAuth.REQUIRED).setTrustOptions(trust(tls));
  }

  private static PemKeyCertOptions own(TlsOptions tls) {
    return new PemKeyCertOptions().addCertPath(tls.certificate()).addKeyPath(tls.key());
  }

  private static PemTrustOptions trust(TlsOptions tls) {
    return new PemTrustOptions().addCertPath(tls.trust());
  }
}
