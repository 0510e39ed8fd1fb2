package io.fss.dispatcher;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.kernel.TaskSpan;
import io.fss.proto.bus.v1.CancelBatch;
import io.fss.proto.bus.v1.DispatchBatch;
import io.fss.proto.bus.v1.DispatchReply;
import io.fss.proto.v1.CancelReply;
import io.fss.proto.v1.Execution;
import io.fss.proto.v1.Mode;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;

/** The dispatcher: the gRPC edge towards clients and the way of commands to them. */
public final class DispatcherVerticle extends VerticleBase {
  private final Bus bus;
  private final Clock clock;
  private final DispatcherOptions options;
  private final EdgeMetrics metrics;
  private Edge edge;
  private DirectWorkers workers;
  private CommandStreams streams;
  private final List<Bus.Service> services = new ArrayList<>();

  /**
   * Makes the dispatcher of one process.
   *
   * @param clock monotonic time bounds rates and how long a token is remembered
   * @param meters where its counts are shown
   */
  public DispatcherVerticle(Bus bus, Clock clock, DispatcherOptions options, MeterRegistry meters) {
    this.bus = bus;
    this.clock = clock;
    this.options = options;
    this.metrics = new EdgeMetrics(meters);
  }

  @Override
  public Future<?> start() {
    workers = new DirectWorkers(vertx, options);
    streams = new CommandStreams(vertx, bus, options);
    edge =
        new Edge(
            vertx,
            bus,
            clock,
            options,
            new Registrations(bus, workers, metrics),
            new ReportRelay(bus),
            streams,
            metrics);
    metrics.streams(streams::size);
    // The channels come after the edge: who answers on them can be reached by clients.
    return edge.start().compose(listening -> serve());
  }

  private Future<Void> serve() {
    services.add(bus.serveHereToo(Channels.TASK_DISPATCH, this::execute));
    services.add(bus.serveHereToo(Channels.TASK_CANCEL, this::cancel));
    services.add(bus.subscribe(Channels.STREAM_REPLACED, streams::replacedElsewhere));
    return Future.all(services.stream().map(Bus.Service::ready).toList()).mapEmpty();
  }

  private Future<DispatchReply> execute(DispatchBatch batch) {
    boolean stream = batch.getMode() == Mode.MODE_STREAM;
    String way = stream ? "stream" : "direct";
    long begun = metrics.nanos();
    long begunAt = clock.millis();
    Future<DispatchReply> reply = stream ? streams.execute(batch) : workers.execute(batch);
    return reply.onComplete(
        done -> {
          metrics.answered(way, begun);
          boolean notSent = done.succeeded() && done.result().getNotSent();
          trace(batch, begunAt, done.failed() ? "unanswered" : notSent ? "not sent" : "");
          if (done.failed() || done.result().getNotSent()) {
            metrics.unsent(way, done.failed() ? "in_doubt" : "not_sent");
          }
        });
  }

  /** Of those that the scheduler wants to know of. */
  private void trace(DispatchBatch batch, long begun, String result) {
    for (Execution execution : batch.getRequest().getExecutionsList()) {
      if (!execution.getTraceparent().isEmpty()) {
        bus.traces()
            .tell(
                TaskSpan.of(
                    TaskSpan.Step.DELIVER,
                    execution.getTaskId(),
                    execution.getAttempt(),
                    execution.getGroup(),
                    execution.getJob(),
                    begun,
                    clock.millis(),
                    result,
                    !result.isEmpty()));
      }
    }
  }

  private Future<CancelReply> cancel(CancelBatch batch) {
    return batch.getMode() == Mode.MODE_STREAM ? streams.cancel(batch) : workers.cancel(batch);
  }

  /** The port the edge listens on. */
  public int actualPort() {
    return edge.actualPort();
  }

  @Override
  public Future<?> stop() {
    // Clients learn it first, so that they are elsewhere before nobody listens here.
    streams.close();
    return edge.stop()
        .compose(closed -> Future.join(services.stream().map(Bus.Service::close).toList()))
        .compose(closed -> workers.close());
  }
}
