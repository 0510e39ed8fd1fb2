package io.fss.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.fss.kernel.TaskSpan;
import io.fss.kernel.TraceIds;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class JsonLinesTest {
  private final LoggerContext context = new LoggerContext();
  private final LoggingEvent event =
      new LoggingEvent(
          "caller",
          context.getLogger("io.fss.scheduler.Booker"),
          Level.WARN,
          "task {} cannot be \"booked\"\nnow",
          null,
          new Object[] {7});

  JsonLinesTest() {
    event.setTimeStamp(1_764_000_000_123L);
    event.setThreadName("loop-1");
  }

  private JsonObject line(boolean brief) {
    String text =
        new String(new JsonLines(() -> "node-1", brief).encode(event), StandardCharsets.UTF_8);
    assertThat(text).endsWith("}\n");
    assertThat(text.strip().lines()).hasSize(1);
    return new JsonObject(text);
  }

  @Test
  void an_event_is_one_flat_object_on_one_line() {
    event.setMDCPropertyMap(Map.of());

    assertThat(line(false).getMap())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "time", "2025-11-24T16:00:00.123Z",
                "level", "WARN",
                "logger", "io.fss.scheduler.Booker",
                "thread", "loop-1",
                "message", "task 7 cannot be \"booked\"\nnow",
                "node", "node-1"));
  }

  @Test
  void what_an_event_is_about_stands_beside_its_message_and_takes_nobodys_place() {
    event.setMDCPropertyMap(Map.of("task", "1", "level", "mine"));
    event.addKeyValuePair(new KeyValuePair("task", 5_000_000_000_000_000_001L));
    event.addKeyValuePair(new KeyValuePair("attempt", 2));

    assertThat(line(false).getMap())
        .containsEntry("task", "5000000000000000001")
        .containsEntry("attempt", "2")
        .containsEntry("level", "WARN")
        .containsEntry("trace_id", TraceIds.trace(5_000_000_000_000_000_001L))
        .containsEntry(
            "span_id", TraceIds.span(5_000_000_000_000_000_001L, 2, TaskSpan.Step.ATTEMPT));
  }

  @Test
  void an_error_is_told_with_its_causes_and_where_it_comes_too_often_by_its_reason_alone() {
    event.setMDCPropertyMap(Map.of());
    event.setThrowableProxy(
        new ch.qos.logback.classic.spi.ThrowableProxy(
            new IllegalStateException("gone", new IllegalArgumentException("cut"))));

    assertThat(line(false).getString("error"))
        .startsWith("java.lang.IllegalStateException: gone")
        .contains("JsonLinesTest", "Caused by: java.lang.IllegalArgumentException: cut");
    assertThat(line(true).getString("error")).isEqualTo("java.lang.IllegalStateException: gone");
  }
}
