package io.fss.dispatcher;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DispatcherOptionsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static DispatcherOptions options(String host, int port, int bytes, Duration answer) {
    DispatcherOptions known = DispatcherFixture.OPTIONS;
    return new DispatcherOptions(
        host,
        port,
        bytes,
        SECOND,
        answer,
        known.streams(),
        known.dialBack(),
        known.tls(),
        known.rates());
  }

  @Test
  void settings_that_make_no_sense_name_the_key_the_value_and_the_rule() {
    assertThatThrownBy(() -> options(" ", 0, 1_048_576, SECOND))
        .hasMessage("dispatcher.host ' ' must be an address to listen on");
    assertThatThrownBy(() -> options("::", 65_536, 1_048_576, SECOND))
        .hasMessage("dispatcher.port 65536 must be within 0 and 65535");
    assertThatThrownBy(() -> options("::", 0, 1_000, SECOND))
        .hasMessage("dispatcher.max-message-bytes 1000 must be within 262144 and 67108864");
    assertThatThrownBy(() -> options("::", 0, 1_048_576, Duration.ofSeconds(2)))
        .hasMessage("dispatcher.answer-timeout PT2S must be within 100ms and 1900ms");
  }

  @Test
  void settings_of_the_parts_name_their_keys_too() {
    assertThatThrownBy(() -> new StreamOptions(0, 1, SECOND))
        .hasMessage("dispatcher.streams.most 0 must be within 1 and 1000000");
    assertThatThrownBy(() -> new StreamOptions(1, 0, SECOND))
        .hasMessage("dispatcher.streams.window 0 must be within 1 and 1000");
    assertThatThrownBy(() -> new StreamOptions(1, 1, Duration.ofMinutes(2)))
        .hasMessage("dispatcher.streams.proof PT2M must be within 100ms and 60s");
    assertThatThrownBy(() -> new DialBackOptions("", "", true))
        .hasMessage("dispatcher.dial-back.networks '' must name a network");
    assertThatThrownBy(() -> new DialBackOptions("::/0", "10.0.0.0/33", true))
        .hasMessage(
            "dispatcher.dial-back.denied '10.0.0.0/33' must be networks such as 10.0.0.0/8 or"
                + " fd00::/8");
    assertThatThrownBy(() -> new TlsOptions("/no/such.pem", "", ""))
        .hasMessage("dispatcher.tls.certificate '/no/such.pem' must be a file that can be read");
    assertThatThrownBy(() -> new RateOptions(1, 0, 1))
        .hasMessage("dispatcher.rates.peer 0 must be within 1 and 1000000");
  }
}
