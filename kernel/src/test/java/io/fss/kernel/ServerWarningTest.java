package io.fss.kernel;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ServerWarningTest {
  private final Vertx vertx = Vertx.vertx();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ServerDatabases.class);
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();

  @BeforeEach
  void listen() {
    said.start();
    logger.addAppender(said);
  }

  @AfterEach
  void close() {
    logger.detachAppender(said);
    await(vertx.close());
  }

  @Test
  void a_server_that_may_lose_what_was_committed_is_named_once() {
    TestPostgres careless = TestPostgres.start(Map.of("synchronous_commit", "off"));
    Databases databases = Databases.of(vertx, DatabaseOptions.of(careless.url()));

    Database letters = await(databases.open("letters"));
    Database stamps = await(databases.open("stamps"));

    List<String> lines = said.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("synchronous_commit is off: a crash of the server may lose what was committed");
    await(letters.close());
    await(stamps.close());
    careless.stop();
  }

  @Test
  void a_server_that_keeps_everything_is_not_warned_about() {
    Databases careful =
        Databases.of(vertx, DatabaseOptions.of(TestDatabases.Kind.POSTGRESQL.url(Path.of(""))));

    await(await(careful.open("letters")).close());

    assertThat(said.list).isEmpty();
  }
}
