package io.fss.client.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Log4jBackendTest {
  private final List<String> heard = new ArrayList<>();
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
  private final Logger logger = LogManager.getLogger("shop.log4j");
  private LogBackend.Attachment attachment;

  @BeforeEach
  void attach() {
    context.getConfiguration().getRootLogger().setLevel(Level.INFO);
    context.updateLoggers();
    attachment = new Log4jBackend().attach(this::hear);
  }

  @AfterEach
  void detach() {
    attachment.detach();
    context.reconfigure();
  }

  private void hear(long atMs, org.slf4j.event.Level level, String name, LogSink.Event event) {
    assertThat(atMs).isPositive();
    heard.add("%s %s: %s %s".formatted(level, name, event.message(), event.failure() != null));
  }

  @Test
  void events_are_heard_with_their_level_text_and_exception_until_it_is_detached() {
    // when
    logger.warn("{} rows", 7, new IllegalStateException("disk full"));
    logger.debug("below the level of the program's own settings");
    logger.fatal("the end");
    attachment.detach();
    logger.error("nobody listens");

    // then
    assertThat(heard)
        .containsExactly("WARN shop.log4j: 7 rows true", "ERROR shop.log4j: the end false");
  }

  @Test
  void settings_that_are_read_again_are_heard_too() {
    // when
    context.reconfigure();
    logger.error("still there");

    // then
    assertThat(heard).containsExactly("ERROR shop.log4j: still there false");
  }

  @Test
  void logger_that_passes_nothing_on_is_heard_once() {
    // given
    Configuration settings = context.getConfiguration();
    settings.addLogger("shop.alone", new LoggerConfig("shop.alone", Level.INFO, false));
    context.updateLoggers();
    attachment.detach();
    attachment = new Log4jBackend().attach(this::hear);

    // when
    LogManager.getLogger("shop.alone").info("once");

    // then
    assertThat(heard).containsExactly("INFO shop.alone: once false");
  }
}
