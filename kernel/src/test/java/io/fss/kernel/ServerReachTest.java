package io.fss.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ServerReachTest {
  private final ServerReach reach = new ServerReach("mysql://host:3306/fss");
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();

  @BeforeEach
  void listen() {
    said.start();
    logger().addAppender(said);
  }

  @AfterEach
  void listen_no_more() {
    logger().detachAppender(said);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(ServerReach.class);
  }

  @Test
  void an_outage_is_told_once_when_it_begins_and_once_when_the_last_line_is_back() {
    reach.missed(new IOException("refused"));
    reach.missed(new IOException("refused"));
    reach.reached();
    assertThat(said.list).hasSize(1);
    reach.reached();

    assertThat(said.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "mysql://host:3306/fss cannot be reached: refused",
            "mysql://host:3306/fss is reached again");
  }

  @Test
  void a_line_that_is_closed_meanwhile_is_not_waited_for() {
    reach.missed(new IOException("refused"));
    reach.missed(new IOException("refused"));
    reach.forget();
    reach.reached();

    assertThat(said.list).hasSize(2);
  }
}
