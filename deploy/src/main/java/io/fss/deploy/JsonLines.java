package io.fss.deploy;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.fss.kernel.TaskSpan;
import io.fss.kernel.TraceIds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.event.KeyValuePair;

/**
 * Events as flat JSON objects, one a line: {@code time}, {@code level}, {@code logger}, {@code
 * thread}, {@code message}, {@code node}, then what the event says of itself ({@code task}, {@code
 * attempt}, {@code group}, ...), then {@code error}. Logback's own encoder puts such values into
 * lists of pairs and throwables into lists of frames, which no collector searches without help.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {
  private static final int USUAL_BYTES = 512;
  private static final byte[] NOTHING = {};
  private static final Set<String> OWN =
      Set.of("time", "level", "logger", "thread", "message", "error");

  private final JsonFactory json = new JsonFactory();
  private final Supplier<String> node;
  private final boolean brief;

  /**
   * Makes one.
   *
   * @param node name of this process; empty as long as it has none
   * @param brief whether of an error only the reason is told
   */
  JsonLines(Supplier<String> node, boolean brief) {
    this.node = node;
    this.brief = brief;
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator object = json.createGenerator(line)) {
      object.writeStartObject();
      object.writeStringField("time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
      object.writeStringField("level", event.getLevel().toString());
      object.writeStringField("logger", event.getLoggerName());
      object.writeStringField("thread", event.getThreadName());
      object.writeStringField("message", event.getFormattedMessage());
      for (Map.Entry<String, String> entry : context(event).entrySet()) {
        object.writeStringField(entry.getKey(), entry.getValue());
      }
      writeError(object, event.getThrowableProxy());
      object.writeEndObject();
      object.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be written", e);
    }
    return line.toByteArray();
  }

  private Map<String, String> context(ILoggingEvent event) {
    // What is said last counts: a name stands in an object once.
    Map<String, String> context = new LinkedHashMap<>();
    if (!node.get().isEmpty()) {
      context.put("node", node.get());
    }
    context.putAll(event.getMDCPropertyMap());
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        // A text, numbers too: ids are larger than what JavaScript counts.
        context.put(pair.key, String.valueOf(pair.value));
      }
    }
    context.keySet().removeAll(OWN);
    trace(context);
    return context;
  }

  /** The trace of the task, and the span of the attempt, that the line is about. */
  private static void trace(Map<String, String> context) {
    long task = number(context.get("task"));
    if (task == 0) {
      return;
    }
    context.put("trace_id", TraceIds.trace(task));
    long attempt = number(context.get("attempt"));
    if (attempt > 0 && attempt <= Integer.MAX_VALUE) {
      context.put("span_id", TraceIds.span(task, (int) attempt, TaskSpan.Step.ATTEMPT));
    }
  }

  /** 0 where it is none. */
  private static long number(String text) {
    try {
      return text == null ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void writeError(JsonGenerator object, IThrowableProxy thrown) throws IOException {
    if (thrown != null) {
      String reason = thrown.getClassName() + ": " + thrown.getMessage();
      object.writeStringField("error", brief ? reason : ThrowableProxyUtil.asString(thrown));
    }
  }
}
