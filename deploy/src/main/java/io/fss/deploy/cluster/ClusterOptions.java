package io.fss.deploy.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Settings of the cluster, section {@code cluster}.
 *
 * @param enabled whether this process joins others
 * @param name of the cluster; who has another one stays apart
 * @param secret what all members share; who does not have it cannot join
 * @param host IP address this process listens on for the others and tells them; empty for the first
 *     one that the machine has
 * @param port TCP port of membership
 * @param busPort TCP port of the event bus; 0 for any
 * @param join how members find each other
 * @param members for {@link Join#TCP}: {@code host:port} of some members, comma separated
 * @param service for {@link Join#KUBERNETES}: DNS name of a headless service that lists the members
 * @param tls certificates of the event bus
 * @param trustedNetwork whether nobody else can reach or read the network between members: what
 *     tells them of each other is never encrypted
 */
public record ClusterOptions(
    boolean enabled,
    String name,
    String secret,
    String host,
    int port,
    int busPort,
    Join join,
    String members,
    String service,
    Tls tls,
    boolean trustedNetwork) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern MEMBER = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\[\\]:\\s]+):\\d+");
  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*");
  private static final int SHORTEST_SECRET = 16;
  private static final int MOST_PORT = 65_535;

  /** How members find each other. */
  public enum Join {
    /** By a list of addresses. */
    TCP,
    /** By a multicast on the local network. */
    MULTICAST,
    /** By the DNS name of a headless service. */
    KUBERNETES
  }

  /**
   * Certificates of the event bus, all in PEM files, or all empty for plain text. Every member
   * shows its own and accepts those of the authority alone.
   *
   * @param certificate this member's certificate and the chain above it
   * @param key its private key (PKCS 8)
   * @param ca the authority that signed all members' certificates
   */
  public record Tls(String certificate, String key, String ca) {
    public Tls {
      for (String file : List.of(certificate, key, ca)) {
        if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
          throw new IllegalArgumentException(
              "cluster.tls '%s' must be a file that can be read".formatted(file));
        }
      }
      boolean any = !certificate.isEmpty() || !key.isEmpty() || !ca.isEmpty();
      if (any && (certificate.isEmpty() || key.isEmpty() || ca.isEmpty())) {
        throw new IllegalArgumentException(
            "cluster.tls.certificate '%s', key '%s' and ca '%s' must be set together"
                .formatted(certificate, key, ca));
      }
    }

    boolean on() {
      return !certificate.isEmpty();
    }
  }

  public ClusterOptions {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "cluster.name '%s' must be 1-64 characters of [A-Za-z0-9._-]".formatted(name));
    }
    port("port", port, 1);
    port("bus-port", busPort, 0);
    for (String member : list(members)) {
      if (!MEMBER.matcher(member).matches()) {
        throw new IllegalArgumentException(
            "cluster.members '%s' must be host:port, comma separated".formatted(member));
      }
    }
    if (!host.isEmpty() && !LITERAL.matcher(host).matches()) {
      throw new IllegalArgumentException(
          "cluster.host '%s' must be an IP address without brackets, or empty".formatted(host));
    }
    if (enabled) {
      check(secret, host, join, members, service, trustedNetwork);
    }
  }

  private static void port(String key, int value, int least) {
    if (value < least || value > MOST_PORT) {
      throw new IllegalArgumentException(
          "cluster.%s %d must be from %d to %d".formatted(key, value, least, MOST_PORT));
    }
  }

  private static void check(
      String secret,
      String host,
      Join join,
      String members,
      String service,
      boolean trustedNetwork) {
    if (secret.length() < SHORTEST_SECRET) {
      throw new IllegalArgumentException(
          "cluster.secret must have at least %d characters".formatted(SHORTEST_SECRET));
    }
    if (join == Join.TCP && list(members).isEmpty()) {
      throw new IllegalArgumentException(
          "cluster.members '' must name at least one member with cluster.join tcp");
    }
    if (join == Join.KUBERNETES && service.isEmpty()) {
      throw new IllegalArgumentException(
          "cluster.service '' must name the headless service with cluster.join kubernetes");
    }
    boolean alone = loopback(host);
    if (!alone && !trustedNetwork) {
      throw new IllegalArgumentException(
          ("cluster.host '%s' is not this machine alone: set cluster.trusted-network where nobody else"
                  + " can reach or read the network between the members")
              .formatted(host));
    }
    if (alone && join != Join.TCP) {
      throw new IllegalArgumentException(
          "cluster.host '%s' must be reachable by others with cluster.join %s"
              .formatted(host, join.name().toLowerCase(Locale.ROOT)));
    }
    for (String member : list(members)) {
      if (alone && join == Join.TCP && !loopback(member)) {
        throw new IllegalArgumentException(
            "cluster.host '%s' must be reachable by cluster.members '%s'".formatted(host, member));
      }
    }
  }

  private static boolean loopback(String host) {
    return host.startsWith("127.") || host.startsWith("::1") || host.startsWith("[::1]");
  }

  boolean ipv6() {
    return host.indexOf(':') >= 0;
  }

  /** The members that are named. */
  List<String> memberList() {
    return list(members);
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).filter(m -> !m.isEmpty()).toList();
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "ClusterOptions[%s, %s at %s:%d]"
        .formatted(enabled ? name : "disabled", join, host, port);
  }
}
