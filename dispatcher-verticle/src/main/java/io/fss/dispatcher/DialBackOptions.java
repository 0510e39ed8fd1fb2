package io.fss.dispatcher;

/**
 * Settings of the calls to clients' own endpoints, section {@code dispatcher.dial-back}.
 *
 * @param networks where endpoints may be, comma separated, such as {@code 10.0.0.0/8, fd00::/8}
 * @param denied parts of these where nothing is called, comma separated, may be empty
 * @param verifyHost whether the certificate of an endpoint with TLS must name its host
 */
public record DialBackOptions(String networks, String denied, boolean verifyHost) {
  public DialBackOptions {
    if (Networks.parse("dispatcher.dial-back.networks", networks).isEmpty()) {
      throw new IllegalArgumentException(
          "dispatcher.dial-back.networks '%s' must name a network".formatted(networks));
    }
    Networks.parse("dispatcher.dial-back.denied", denied);
  }
}
