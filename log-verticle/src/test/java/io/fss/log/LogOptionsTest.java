package io.fss.log;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LogOptionsTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void a_broken_rule_is_told_with_key_value_and_rule() {
    assertThatThrownBy(() -> new LogOptions(Duration.ofSeconds(59), 1, 1, 1 << 20))
        .hasMessage("log.retention PT59S must be at least PT1M");
    assertThatThrownBy(() -> new LogOptions(HOUR, 0, 1, 1 << 20))
        .hasMessage("log.commit-batches 0 must be at least 1");
    assertThatThrownBy(() -> new LogOptions(HOUR, 10, 9, 1 << 20))
        .hasMessage("log.queued-batches 9 must be at least log.commit-batches 10");
    assertThatThrownBy(() -> new LogOptions(HOUR, 10, 10, 1_000))
        .hasMessage("log.queued-bytes 1000 must be at least 1048576");
  }
}
