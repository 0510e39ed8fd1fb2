package io.fss.dispatcher;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DispatcherOptionsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void settings_that_make_no_sense_name_the_key_the_value_and_the_rule() {
    assertThatThrownBy(() -> new DispatcherOptions(" ", 0, 1_048_576, SECOND, SECOND))
        .hasMessage("dispatcher.host ' ' must be an address to listen on");
    assertThatThrownBy(() -> new DispatcherOptions("::", 65_536, 1_048_576, SECOND, SECOND))
        .hasMessage("dispatcher.port 65536 must be within 0 and 65535");
    assertThatThrownBy(() -> new DispatcherOptions("::", 0, 1_000, SECOND, SECOND))
        .hasMessage("dispatcher.max-message-bytes 1000 must be within 262144 and 67108864");
    assertThatThrownBy(
            () -> new DispatcherOptions("::", 0, 1_048_576, SECOND, Duration.ofSeconds(2)))
        .hasMessage("dispatcher.answer-timeout PT2S must be within 100ms and 1900ms");
  }
}
