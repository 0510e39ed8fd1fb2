package io.fss.dispatcher;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** The dispatcher: the gRPC edge towards clients and the way of commands to them. */
public final class DispatcherVerticle extends VerticleBase {
  private final Bus bus;
  private final Clock clock;
  private final DispatcherOptions options;
  private Edge edge;
  private DirectWorkers workers;
  private Bus.Service dispatch;
  private Bus.Service cancel;

  public DispatcherVerticle(Bus bus, Clock clock, DispatcherOptions options) {
    this.bus = bus;
    this.clock = clock;
    this.options = options;
  }

  @Override
  public Future<?> start() {
    workers = new DirectWorkers(vertx, options);
    edge =
        new Edge(
            vertx,
            bus,
            options,
            new Tokens(bus, clock),
            new Registrations(bus),
            new ReportRelay(bus));
    // The channels come after the edge: who answers on them can be reached by clients.
    return edge.start()
        .compose(
            listening -> {
              dispatch = bus.serveHereToo(Channels.TASK_DISPATCH, workers::execute);
              cancel = bus.serveHereToo(Channels.TASK_CANCEL, workers::cancel);
              return dispatch.ready().compose(ready -> cancel.ready());
            });
  }

  /** The port the edge listens on. */
  public int actualPort() {
    return edge.actualPort();
  }

  @Override
  public Future<?> stop() {
    return edge.stop()
        .compose(closed -> dispatch.close())
        .compose(closed -> cancel.close())
        .compose(closed -> workers.close());
  }
}
