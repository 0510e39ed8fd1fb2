package io.fss.deploy.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One calendar, named within a namespace. */
final class CalendarChoice {
  @Parameters(index = "0", paramLabel = "CALENDAR", descriptionKey = "CALENDAR")
  private String name;

  @Option(
      names = "--namespace",
      paramLabel = "NAMESPACE",
      defaultValue = "default",
      descriptionKey = "calendar.namespace")
  private String namespace;

  /** The calendar's path in the API. */
  String path() {
    return "/calendars/" + encoded(namespace) + "/" + encoded(name);
  }

  static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  String named() {
    return name;
  }

  String namespace() {
    return namespace;
  }
}
