package io.fss.client.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class JavaLoggingBackendTest {
  private final List<String> heard = new ArrayList<>();

  private void hear(long atMs, org.slf4j.event.Level level, String logger, LogSink.Event event) {
    heard.add(
        "%d %s %s: %s %s".formatted(atMs, level, logger, event.message(), event.failure() != null));
  }

  @Test
  void records_are_heard_with_their_instant_level_text_and_exception_until_it_is_detached() {
    // given
    Logger logger = Logger.getLogger("shop.jul");
    LogRecord warning = new LogRecord(Level.WARNING, "{0} rows");
    warning.setLoggerName("shop.jul");
    warning.setParameters(new Object[] {7});
    warning.setThrown(new IllegalStateException("disk full"));
    warning.setInstant(java.time.Instant.ofEpochMilli(42));
    LogBackend.Attachment attachment = new JavaLoggingBackend().attach(this::hear);

    // when
    logger.log(warning);
    logger.fine("below the level of the program's own settings");
    attachment.detach();
    logger.log(warning);

    // then
    assertThat(heard).containsExactly("42 WARN shop.jul: 7 rows true");
  }
}
