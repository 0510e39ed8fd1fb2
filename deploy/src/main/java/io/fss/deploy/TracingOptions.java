package io.fss.deploy;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where is told what was done for tasks.
 *
 * @param endpoint base URL of an OTLP receiver (HTTP, protobuf), such as {@code
 *     http://127.0.0.1:4318}; empty for none
 * @param sample share of the tasks that is told of, 0 to 1
 * @param headers {@code name=value,name=value} to be sent along; may hold secrets
 */
public record TracingOptions(String endpoint, double sample, String headers) {

  public TracingOptions {
    if (!endpoint.isEmpty() && !isHttp(endpoint)) {
      throw new IllegalArgumentException(
          "tracing.endpoint '%s' must be a URL such as http://127.0.0.1:4318".formatted(endpoint));
    }
    if (!(sample >= 0 && sample <= 1)) {
      throw new IllegalArgumentException("tracing.sample %s must be from 0 to 1".formatted(sample));
    }
    pairs(headers);
  }

  private static boolean isHttp(String text) {
    try {
      URI uri = URI.create(text);
      return uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  boolean enabled() {
    return !endpoint.isEmpty() && sample > 0;
  }

  Map<String, String> headerMap() {
    return pairs(headers);
  }

  private static Map<String, String> pairs(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text.isBlank() ? new String[0] : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        // The value is a secret: it is not told.
        throw new IllegalArgumentException("tracing.headers must be name=value,name=value");
      }
      pairs.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
    }
    return pairs;
  }

  @Override
  public String toString() {
    return "TracingOptions[endpoint=%s, sample=%s, headers=%s]"
        .formatted(endpoint, sample, headers.isEmpty() ? "" : "***");
  }
}
