package io.fss.deploy.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A path with its query; parameters that are not set are left out. */
final class Query {
  private final StringBuilder path;
  private char separator = '?';

  Query(String path) {
    this.path = new StringBuilder(path);
  }

  Query with(String name, Object value) {
    if (value != null && !value.toString().isEmpty()) {
      path.append(separator)
          .append(name)
          .append('=')
          .append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
      separator = '&';
    }
    return this;
  }

  Query withAll(String name, Iterable<?> values) {
    values.forEach(value -> with(name, value));
    return this;
  }

  String path() {
    return path.toString();
  }
}
