package io.fss.kernel;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The URL of a server in the settings, for those who read its parts. What they refuse names the
 * setting, the URL without its password, and the rule.
 *
 * @param key name of the setting, such as {@code db.url}
 * @param text the URL
 */
public record ServerUrl(String key, String text) {

  /** Parameters {@code name=value&name=value}, decoded and in their order; null has none. */
  public Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (query != null && !query.isEmpty()) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
          throw refused("has parameters that are not name=value");
        }
        String name = pair.substring(0, equals);
        parameters.put(name, decoded(name, pair.substring(equals + 1)));
      }
    }
    return parameters;
  }

  /**
   * A percent-encoded part as it is meant; empty for null.
   *
   * @param part what it is, for the message
   */
  public String decoded(String part, String encoded) {
    try {
      return encoded == null
          ? ""
          : URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw refused("has a %s that is not percent-encoded".formatted(part));
    }
  }

  /** The port, of up to five digits, or the standard one for null. */
  public int port(String digits, int standard) {
    int port = digits == null ? standard : Integer.parseInt(digits);
    if (port < 1 || port > 65_535) {
      throw refused("has the port %d, which must be from 1 to 65535".formatted(port));
    }
    return port;
  }

  /** What to throw for a URL that breaks the rule. */
  public IllegalArgumentException refused(String rule) {
    // A password with an unencoded slash or at sign ends wherever the last at sign is.
    String shown = text.replaceFirst("://.*@", "://***@");
    return new IllegalArgumentException("%s '%s' %s".formatted(key, shown, rule));
  }
}
