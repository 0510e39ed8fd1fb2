package io.fss.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that speak over IPv6 alone: calls, dial-back and command stream. */
class Ipv6IT {
  private static final String LOOPBACK = "::1";
  private static final int GROUPS = 4;

  @TempDir private Path folder;

  /** This JVM cannot tell: the tests' own keep to IPv4. */
  private static boolean machineHasIt() {
    return !Files.isDirectory(Path.of("/proc/net")) || Files.exists(Path.of("/proc/net/if_inet6"));
  }

  @Test
  void a_called_and_a_streaming_client_share_the_work_over_ipv6() {
    assumeTrue(machineHasIt(), "this machine has no IPv6");
    Map<String, String> settings =
        Map.of("FSS_DB_URL", "sqlite:" + folder.resolve("data"), "FSS_DISPATCHER_HOST", LOOPBACK);
    try (Scene scene = new Scene(folder, settings)) {
      scene.begin(GROUPS);

      scene.checkStory();
      assertThat(scene.modes()).containsExactlyInAnyOrder("direct", "stream");
    }
  }
}
