package io.fss.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {
  private static final Map<String, String> NOTHING = Map.of();

  @TempDir Path folder;
  private final SettingsReader reader = new SettingsReader("settings/reference.yaml");

  record Settings(String name, Server server) {}

  record Server(int port, Duration answerTimeout, boolean secure, String token) {
    Server {
      if (port < 0) {
        throw new IllegalArgumentException("server.port %d must not be negative".formatted(port));
      }
    }
  }

  private Settings read(String yaml, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(folder.resolve("fss.yaml"), yaml);
    return reader.read(file, environment, Settings.class);
  }

  private Settings environment(Map<String, String> environment) {
    return reader.read(null, environment, Settings.class);
  }

  @Test
  void without_a_file_and_an_environment_everything_is_as_the_reference_says() {
    assertThat(environment(NOTHING))
        .isEqualTo(new Settings("letters", new Server(8080, Duration.ofSeconds(10), false, "")));
  }

  @Test
  void the_file_goes_over_the_reference_key_by_key() throws IOException {
    Settings settings = read("server:\n  port: 9090\n  secure: true\n", NOTHING);

    assertThat(settings.server()).isEqualTo(new Server(9090, Duration.ofSeconds(10), true, ""));
    assertThat(settings.name()).isEqualTo("letters");
  }

  @Test
  void the_environment_goes_over_the_file() throws IOException {
    Settings settings =
        read(
            "server:\n  port: 9090\n  answer-timeout: 5m\n",
            Map.of("FSS_SERVER_PORT", "7070", "FSS_SERVER_SECURE", "true", "PATH", "/bin"));

    assertThat(settings.server()).isEqualTo(new Server(7070, Duration.ofMinutes(5), true, ""));
  }

  @Test
  void an_empty_file_changes_nothing() throws IOException {
    assertThat(read("# nothing\n", NOTHING)).isEqualTo(environment(NOTHING));
  }

  @Test
  void every_unit_of_time_is_understood() {
    Map<String, Duration> all =
        Map.of(
            "250ms", Duration.ofMillis(250),
            "3s", Duration.ofSeconds(3),
            "5 m", Duration.ofMinutes(5),
            "2h", Duration.ofHours(2),
            "7d", Duration.ofDays(7));
    all.forEach(
        (text, duration) ->
            assertThat(
                    environment(Map.of("FSS_SERVER_ANSWER_TIMEOUT", text)).server().answerTimeout())
                .isEqualTo(duration));
  }

  @Test
  void an_unknown_key_is_refused_with_a_suggestion() {
    assertThatThrownBy(() -> read("server:\n  prot: 9090\n", NOTHING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("setting 'server.prot' in ")
        .hasMessageEndingWith("is not known; did you mean 'server.port'?");
  }

  @Test
  void an_unknown_variable_is_refused_with_a_suggestion() {
    assertThatThrownBy(() -> environment(Map.of("FSS_SERVER_PROT", "9090")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "environment variable FSS_SERVER_PROT is not a setting; did you mean FSS_SERVER_PORT?");
  }

  @Test
  void variables_of_the_command_line_and_the_client_are_not_ours() {
    Map<String, String> others = Map.of("FSS_CLI_URL", "x", "FSS_CLIENT_TOKEN", "y");

    assertThat(environment(others)).isEqualTo(environment(NOTHING));
  }

  @Test
  void a_variable_may_name_a_file_that_holds_the_value() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "0123456789\n");
    Path port = Files.writeString(folder.resolve("port"), "7070\r\n");

    Settings settings =
        environment(
            Map.of(
                "FSS_SERVER_TOKEN_FILE",
                token.toString(),
                "FSS_SERVER_PORT_FILE",
                port.toString()));

    assertThat(settings.server().token()).isEqualTo("0123456789");
    assertThat(settings.server().port()).isEqualTo(7070);
  }

  @Test
  void a_variable_and_its_file_at_once_are_refused() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "of-the-file");
    Map<String, String> both =
        Map.of("FSS_SERVER_TOKEN", "of-the-variable", "FSS_SERVER_TOKEN_FILE", token.toString());

    assertThatThrownBy(() -> environment(both))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "environment variables FSS_SERVER_TOKEN and FSS_SERVER_TOKEN_FILE must not both be set");
  }

  @Test
  void a_file_that_cannot_be_read_is_named_with_its_variable() {
    String nowhere = folder.resolve("nowhere").toString();

    assertThatThrownBy(() -> environment(Map.of("FSS_SERVER_TOKEN_FILE", nowhere)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "environment variable FSS_SERVER_TOKEN_FILE '%s' must name a file that can be read"
                .formatted(nowhere));
  }

  @Test
  void a_file_for_what_is_no_setting_is_refused_with_a_suggestion() {
    assertThatThrownBy(() -> environment(Map.of("FSS_SERVER_TOKE_FILE", "/dev/null")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FSS_SERVER_TOKE_FILE is not a setting");
  }

  @Test
  void a_bad_duration_names_its_key_its_value_and_the_rule() {
    for (String bad : new String[] {"10", "ten seconds", "-1s", "99999999999999999999s"}) {
      assertThatThrownBy(() -> environment(Map.of("FSS_SERVER_ANSWER_TIMEOUT", bad)))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("server.answer-timeout '%s'".formatted(bad))
          .hasMessageContaining("followed by ms, s, m, h or d");
    }
  }

  @Test
  void a_bad_number_names_its_key_and_its_value() {
    assertThatThrownBy(() -> environment(Map.of("FSS_SERVER_PORT", "eighty")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("server.port 'eighty'");
  }

  @Test
  void the_rule_a_record_states_itself_is_shown_as_it_is() {
    assertThatThrownBy(() -> environment(Map.of("FSS_SERVER_PORT", "-5")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("server.port -5 must not be negative");
  }

  @Test
  void a_text_in_the_environment_is_taken_letter_by_letter() {
    for (String text : new String[] {"0123", "yes", "12:30:45", "{a", "2026-01-02", "1_000", ""}) {
      assertThat(environment(Map.of("FSS_SERVER_TOKEN", text)).server().token()).isEqualTo(text);
    }
  }

  @Test
  void a_file_that_is_missing_or_no_yaml_map_is_told() throws IOException {
    assertThatThrownBy(() -> reader.read(folder.resolve("none"), NOTHING, Settings.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be read");
    assertThatThrownBy(() -> read("- a\n- b\n", NOTHING))
        .hasMessageEndingWith("must be a YAML map of settings");
    assertThatThrownBy(() -> read("a: [1\n", NOTHING)).hasMessageContaining("is not YAML: ");
  }
}
