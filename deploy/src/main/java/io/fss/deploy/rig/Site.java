package io.fss.deploy.rig;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;

/**
 * Where the platform of a run is: addresses, secrets and folders of its own.
 *
 * @param host address of the platform
 * @param folder temporary folder of the run
 * @param dbUrl where the platform keeps its data
 */
public record Site(
    String host,
    int httpPort,
    int grpcPort,
    String apiToken,
    String clientToken,
    Path folder,
    String dbUrl) {
  private static final String LOCAL = "127.0.0.1";

  /** Free ports of this machine and random tokens. */
  public static Site pick(Path folder, String dbUrl) throws IOException {
    InetAddress local = InetAddress.getLoopbackAddress();
    // Both are open at the same time, so that they differ.
    try (ServerSocket http = new ServerSocket(0, 1, local);
        ServerSocket grpc = new ServerSocket(0, 1, local)) {
      return new Site(
          LOCAL, http.getLocalPort(), grpc.getLocalPort(), secret(), secret(), folder, dbUrl);
    }
  }

  /** Another process of the same platform, with ports of its own. */
  public Site beside(String itsHost, String itsDbUrl) throws IOException {
    Site other = pick(folder, itsDbUrl);
    return new Site(
        itsHost, other.httpPort, other.grpcPort, apiToken, clientToken, folder, itsDbUrl);
  }

  public static String secret() {
    return new BigInteger(160, new SecureRandom()).setBit(160).toString(16);
  }

  public Map<String, String> serverEnvironment() {
    return Map.of(
        "FSS_DB_URL",
        dbUrl,
        "FSS_CONSOLE_HOST",
        host,
        "FSS_DISPATCHER_HOST",
        host,
        "FSS_CONSOLE_PORT",
        Integer.toString(httpPort),
        "FSS_CONSOLE_TOKEN",
        apiToken,
        "FSS_DISPATCHER_PORT",
        Integer.toString(grpcPort),
        "FSS_REGISTRY_CLIENT_TOKEN",
        clientToken);
  }

  public Map<String, String> clientEnvironment(String name, int capacity) {
    return Map.of(
        "FSS_CLIENT_ADDRESS",
        host + ":" + grpcPort,
        "FSS_CLIENT_TOKEN",
        clientToken,
        "FSS_CLIENT_NAME",
        name,
        "FSS_CLIENT_CAPACITY",
        Integer.toString(capacity));
  }
}
