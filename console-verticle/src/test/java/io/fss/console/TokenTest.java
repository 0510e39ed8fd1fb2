package io.fss.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenTest {
  @TempDir Path folder;

  private static int status(RunningConsole console, String authorization) {
    return console
        .send(console.anonymous("/api/v1/groups").header("Authorization", authorization))
        .status();
  }

  @Test
  void everything_but_health_needs_the_token() {
    try (RunningConsole console = RunningConsole.start(folder)) {
      for (String path :
          new String[] {
            "/api/v1/groups",
            "/api/v1/openapi.yaml",
            "/metrics",
            "/",
            "/api/v1/nothing",
            "/health/liveness",
            "/health/live/../../metrics"
          }) {
        Reply reply = console.send(console.anonymous(path));

        assertThat(reply.status()).as(path).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(reply.json().getString("type")).isEqualTo("urn:fss:problem:unauthorized");
      }
      assertThat(console.send(console.anonymous("/health/live")).status()).isEqualTo(200);
      assertThat(console.send(console.anonymous("/health/ready")).status()).isEqualTo(200);
    }
  }

  @Test
  void only_the_very_token_opens() {
    try (RunningConsole console = RunningConsole.start(folder)) {
      assertThat(status(console, "Bearer " + RunningConsole.TOKEN)).isEqualTo(200);
      assertThat(status(console, "bearer " + RunningConsole.TOKEN)).isEqualTo(200);
      assertThat(status(console, "Bearer " + RunningConsole.TOKEN + "x")).isEqualTo(401);
      assertThat(status(console, "Bearer ")).isEqualTo(401);
      assertThat(status(console, "Basic " + RunningConsole.TOKEN)).isEqualTo(401);
    }
  }

  @Test
  void strangers_are_turned_away_before_their_body_is_looked_at() {
    try (RunningConsole console = RunningConsole.start(folder)) {
      Reply reply =
          console.send(
              console
                  .anonymous("/api/v1/groups")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString("{")));

      assertThat(reply.status()).isEqualTo(401);
    }
  }

  @Test
  void the_first_start_tells_a_random_token_once_and_it_survives_a_restart() throws Exception {
    String token;
    try (RunningConsole console = RunningConsole.start(folder, "")) {
      assertThat(console.announced).hasSize(1);
      String line = console.announced.get(0);
      token = line.substring(line.lastIndexOf(' ') + 1);
      assertThat(status(console, "Bearer " + token)).isEqualTo(200);
    }

    try (RunningConsole again = RunningConsole.start(folder, "")) {
      assertThat(again.announced).isEmpty();
      assertThat(status(again, "Bearer " + token)).isEqualTo(200);
      assertThat(status(again, "Bearer " + RunningConsole.TOKEN)).isEqualTo(401);
    }
    assertThat(stored(folder)).doesNotContain(token);
  }

  @Test
  void a_token_of_the_settings_goes_before_the_stored_one() {
    RunningConsole.start(folder, "").close();

    try (RunningConsole console = RunningConsole.start(folder)) {
      assertThat(console.announced).isEmpty();
      assertThat(status(console, "Bearer " + RunningConsole.TOKEN)).isEqualTo(200);
    }
  }

  @Test
  void the_options_name_the_key_the_value_and_the_rule_but_never_the_token() {
    assertThatThrownBy(() -> new ConsoleOptions("127.0.0.1", 7080, "hunter2", 65_536))
        .hasMessage("console.token (7 characters) must be empty or have at least 16 characters");
    assertThatThrownBy(() -> new ConsoleOptions("127.0.0.1", 70_800, "", 65_536))
        .hasMessage("console.port 70800 must be between 0 and 65535");
    assertThatThrownBy(() -> new ConsoleOptions("127.0.0.1", 7080, "", 10))
        .hasMessage("console.max-body-bytes 10 must be at least 1024");
    assertThatThrownBy(() -> new ConsoleOptions("", 7080, "", 65_536))
        .hasMessageContaining("console.host ''");
    assertThat(new ConsoleOptions("127.0.0.1", 7080, RunningConsole.TOKEN, 65_536).toString())
        .doesNotContain(RunningConsole.TOKEN);
  }

  private static String stored(Path folder) throws Exception {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(all).contains("api_token");
    return all.toString();
  }
}
