package io.fss.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.deploy.Fss;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fss server --check}. */
class ServerCheckIT {
  @TempDir Path folder;

  private JavaProcess check(Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>();
    environment.put("FSS_DB_URL", "sqlite:" + folder);
    environment.put("FSS_CONSOLE_PORT", "0");
    environment.put("FSS_DISPATCHER_PORT", "0");
    environment.putAll(settings);
    return JavaProcess.start(
        folder.resolve("server.log"), environment, Fss.class, "server", "--check");
  }

  @Test
  void a_platform_that_would_start_says_that_it_is_ready_and_ends_well() {
    try (JavaProcess server = check(Map.of())) {
      assertThat(server.exitCode()).as(server.said()).isZero();
      assertThat(server.said()).containsPattern("INFO  \\S+FssServer - ready in \\d+ ms");
    }
  }

  @Test
  void a_setting_that_is_wrong_is_named_and_the_check_fails() {
    try (JavaProcess server = check(Map.of("FSS_SCHEDULER_BATCH", "none"))) {
      assertThat(server.exitCode()).isEqualTo(2);
      assertThat(server.said()).contains("scheduler.batch 'none'");
    }
  }

  @Test
  void what_it_logs_is_what_its_environment_asks_for() {
    try (JavaProcess server = check(Map.of("FSS_CLIENT_LOG_LEVEL", "WARN"))) {
      assertThat(server.exitCode()).isZero();
      assertThat(server.said()).doesNotContain("INFO");
    }
  }
}
