package io.fss.deploy.cli;

import picocli.CommandLine.Parameters;

/** One namespace. */
final class NamespaceChoice {
  @Parameters(index = "0", paramLabel = "NAMESPACE", descriptionKey = "NAMESPACE")
  private String name;

  /** The namespace's path in the API. */
  String path() {
    return "/namespaces/" + CalendarChoice.encoded(name);
  }

  String named() {
    return name;
  }
}
