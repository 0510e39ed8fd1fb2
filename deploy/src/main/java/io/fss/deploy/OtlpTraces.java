package io.fss.deploy;

import io.fss.kernel.TaskSpan;
import io.fss.kernel.TraceIds;
import io.fss.kernel.Traces;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends spans to an OTLP receiver, in batches and from a thread of its own; what is too much, or
 * cannot be sent, is dropped. Not loaded without {@code tracing.endpoint}.
 */
final class OtlpTraces implements Traces {
  private static final Logger log = LoggerFactory.getLogger(OtlpTraces.class);
  private static final Pattern TRACEPARENT =
      Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration BATCH_EVERY = Duration.ofSeconds(1);
  private static final int MOST_WAITING = 4_096;

  // What the library says is said as the platform says things; it says a failure now and then only.
  private static final java.util.logging.Logger LIBRARY =
      java.util.logging.Logger.getLogger("io.opentelemetry");

  private final Handler said = new Said();
  private final Names names = new Names();
  private final double share;
  private final SdkTracerProvider provider;
  private final Tracer tracer;

  OtlpTraces(TracingOptions options, String node) {
    this.share = options.sample();
    LIBRARY.setUseParentHandlers(false);
    LIBRARY.addHandler(said);
    OtlpHttpSpanExporterBuilder exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(options.endpoint().replaceFirst("/+$", "") + "/v1/traces")
            .setTimeout(LIMIT);
    options.headerMap().forEach(exporter::addHeader);
    String version = OtlpTraces.class.getPackage().getImplementationVersion();
    this.provider =
        SdkTracerProvider.builder()
            .setIdGenerator(names)
            .setResource(
                Resource.create(
                    Attributes.builder()
                        .put("service.name", "fss")
                        .put("service.version", version == null ? "unpackaged" : version)
                        .put("service.instance.id", node)
                        .build()))
            .addSpanProcessor(
                BatchSpanProcessor.builder(exporter.build())
                    .setMaxQueueSize(MOST_WAITING)
                    .setScheduleDelay(BATCH_EVERY)
                    .build())
            .build();
    this.tracer = provider.get("io.fss");
  }

  @Override
  public boolean samples(long task) {
    // Of the positive numbers the lowest part: evenly spread, and the same in every process.
    return share >= 1 || (TraceIds.low(task) >>> 1) < share * Long.MAX_VALUE;
  }

  @Override
  public void tell(TaskSpan told) {
    SpanBuilder span =
        tracer
            .spanBuilder(told.step().name().toLowerCase(Locale.ROOT))
            .setSpanKind(kind(told.step()))
            .setStartTimestamp(told.startNanos(), TimeUnit.NANOSECONDS)
            .setAttribute("fss.task", Long.toString(told.task()));
    if (told.parentId().isEmpty()) {
      span.setNoParent();
    } else {
      span.setParent(Context.root().with(Span.wrap(context(told.traceId(), told.parentId()))));
    }
    if (told.attempt() > 0) {
      span.setAttribute("fss.attempt", told.attempt());
    }
    put(span, "fss.group", told.group());
    put(span, "fss.job", told.job());
    put(span, "fss.result", told.result());
    Matcher cause = TRACEPARENT.matcher(told.link());
    if (cause.matches()) {
      span.addLink(context(cause.group(1), cause.group(2)));
    }
    names.next(told);
    Span begun = span.startSpan();
    if (told.failed()) {
      begun.setStatus(StatusCode.ERROR, told.result());
    }
    begun.end(told.endNanos(), TimeUnit.NANOSECONDS);
  }

  private static void put(SpanBuilder span, String name, String value) {
    if (!value.isEmpty()) {
      span.setAttribute(name, value);
    }
  }

  private static SpanKind kind(TaskSpan.Step step) {
    return switch (step) {
      case RUN -> SpanKind.SERVER;
      case DELIVER -> SpanKind.PRODUCER;
      case TASK, ATTEMPT, BOOK, DISPATCH, SETTLE -> SpanKind.INTERNAL;
    };
  }

  private static SpanContext context(String trace, String span) {
    return SpanContext.createFromRemoteParent(
        trace, span, TraceFlags.getSampled(), TraceState.getDefault());
  }

  /** Sends what waits, for some seconds at most; blocks. */
  void close() {
    CompletableResultCode sent = provider.shutdown();
    sent.join(LIMIT.toSeconds(), TimeUnit.SECONDS);
    LIBRARY.removeHandler(said);
  }

  /** Spans that cannot be sent cost nobody anything: a warning is the most that is made of it. */
  private static final class Said extends Handler {
    @Override
    public void publish(LogRecord line) {
      if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
        log.warn("{}", line.getMessage());
      }
    }

    @Override
    public void flush() {
      // Nothing is kept back.
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  /** The names that a span has by its task, in place of random ones. */
  private static final class Names implements IdGenerator {
    private static final ThreadLocal<TaskSpan> NEXT = new ThreadLocal<>();

    private void next(TaskSpan span) {
      NEXT.set(span);
    }

    @Override
    public String generateSpanId() {
      return NEXT.get().spanId();
    }

    @Override
    public String generateTraceId() {
      return NEXT.get().traceId();
    }
  }
}
