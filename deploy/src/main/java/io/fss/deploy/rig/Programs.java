package io.fss.deploy.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** The programs of database servers: unpacked once, since MariaDB's are 365 MB. */
public final class Programs {
  private static final String FOLDER = "fss.rig.programs";

  private Programs() {}

  /** Folder of one server's programs; it goes with the run where the caller named none. */
  static Path folder(Path site, String server) {
    String named = System.getProperty(FOLDER);
    try {
      return Files.createDirectories(
          (named == null ? site.resolve("programs") : Path.of(named).toAbsolutePath())
              .resolve(server));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
