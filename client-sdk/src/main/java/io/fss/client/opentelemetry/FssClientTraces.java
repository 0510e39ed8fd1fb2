package io.fss.client.opentelemetry;

import io.fss.client.AsyncJob;
import io.fss.client.BlockingJob;
import io.fss.client.JobWrapper;
import io.fss.client.TaskContext;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;

/**
 * Makes a span of each attempt, within the trace of its task where the platform traces that.
 *
 * <pre>{@code
 * FssClient.create(options).wrapJobs(new FssClientTraces(openTelemetry)).job(...)
 * }</pre>
 *
 * <p>The span is the current one while a job is being called: for a job that may block that is
 * until it ends, for an asynchronous one until it returns its future.
 */
public final class FssClientTraces implements JobWrapper {
  private static final TextMapGetter<TaskContext> TRACEPARENT =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(TaskContext task) {
          return List.of("traceparent");
        }

        @Override
        public String get(TaskContext task, String key) {
          return "traceparent".equals(key) ? task.traceparent() : null;
        }
      };

  private final Tracer tracer;

  public FssClientTraces(OpenTelemetry telemetry) {
    this.tracer = Objects.requireNonNull(telemetry, "telemetry").getTracer("io.fss.client");
  }

  @Override
  @SuppressWarnings("try") // the scope is there to be closed
  public AsyncJob async(AsyncJob job) {
    return task -> {
      Span span = begin(task);
      Future<?> ended;
      try (Scope current = span.makeCurrent()) {
        ended = job.run(task);
      } catch (Throwable failure) {
        throw failed(span, failure);
      }
      if (ended == null) {
        span.end();
        return null;
      }
      return ended.onComplete(value -> span.end(), failure -> end(span, failure));
    };
  }

  @Override
  @SuppressWarnings("try") // the scope is there to be closed
  public BlockingJob blocking(BlockingJob job) {
    return task -> {
      Span span = begin(task);
      Object value;
      try (Scope current = span.makeCurrent()) {
        value = job.run(task);
      } catch (Throwable failure) {
        throw failed(span, failure);
      }
      span.end();
      return value;
    };
  }

  private Span begin(TaskContext task) {
    Context parent =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), task, TRACEPARENT);
    return tracer
        .spanBuilder("execute")
        .setParent(parent)
        .setSpanKind(SpanKind.CONSUMER)
        .setAttribute("fss.task", Long.toString(task.taskId()))
        .setAttribute("fss.attempt", task.attempt())
        .setAttribute("fss.group", task.group())
        .setAttribute("fss.job", task.job())
        .startSpan();
  }

  private static Exception failed(Span span, Throwable failure) throws Exception {
    end(span, failure);
    if (failure instanceof Error error) {
      throw error;
    }
    return (Exception) failure;
  }

  private static void end(Span span, Throwable failure) {
    span.recordException(failure);
    span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage()));
    span.end();
  }
}
