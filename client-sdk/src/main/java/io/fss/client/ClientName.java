package io.fss.client;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name a process goes by where nobody gave it one: host name and process id. */
final class ClientName {
  private ClientName() {}

  static String ofProcess() {
    String host = host().replaceAll("[^A-Za-z0-9._:-]", "-");
    String suffix = "-" + ProcessHandle.current().pid();
    return host.substring(0, Math.min(host.length(), 128 - suffix.length())) + suffix;
  }

  private static String host() {
    String told = System.getenv("HOSTNAME");
    if (told != null && !told.isBlank()) {
      return told;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      // A machine that cannot resolve its own name still has a process id to tell copies apart.
      return "client";
    }
  }
}
