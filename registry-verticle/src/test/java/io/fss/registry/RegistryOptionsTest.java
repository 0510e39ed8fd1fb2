package io.fss.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RegistryOptionsTest {

  @Test
  void a_broken_rule_is_told_with_key_value_and_rule() {
    assertThatThrownBy(() -> options(Duration.ofSeconds(4), Duration.ofSeconds(10), 10, ""))
        .hasMessage(
            "registry.heartbeat-interval PT4S must be at most a third of registry.offline-after"
                + " PT10S");
    assertThatThrownBy(() -> options(Duration.ofMillis(1), Duration.ofSeconds(10), 10, ""))
        .hasMessage("registry.heartbeat-interval PT0.001S must be at least PT0.05S");
    assertThatThrownBy(() -> options(Duration.ofSeconds(2), Duration.ofMinutes(6), 10, ""))
        .hasMessage("registry.offline-after PT6M must be at most PT5M");
    assertThatThrownBy(() -> options(Duration.ofSeconds(2), Duration.ofSeconds(10), 0, ""))
        .hasMessage("registry.max-clients 0 must be from 1 to 100000");
  }

  @Test
  void a_token_is_shown_neither_in_a_refusal_nor_in_a_log() {
    // given
    Duration interval = Duration.ofSeconds(2);
    Duration offline = Duration.ofSeconds(10);

    // when
    String logged = options(interval, offline, 10, "0123456789abcdef").toString();

    // then
    assertThat(logged).doesNotContain("0123456789abcdef");
    assertThatThrownBy(() -> options(interval, offline, 10, "too short"))
        .hasMessage("registry.client-token (9 characters) must have at least 16 characters");
  }

  private static RegistryOptions options(Duration beat, Duration offline, int most, String token) {
    return new RegistryOptions(beat, offline, most, token);
  }
}
