package io.fss.scheduler;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.HashMap;
import java.util.Map;

/** What a process of the platform sees of Vert.x: timers, a context, the bus. */
final class SimVertx {
  private final SimProcess process;
  private final SimNetwork network;
  private final Vertx vertx;
  private final Context context;
  private final EventBus bus;
  private final Map<Long, SimWorld.Event> timers = new HashMap<>();
  private long timer;

  SimVertx(SimProcess process, SimNetwork network) {
    this.process = process;
    this.network = network;
    this.vertx = SimProxy.of(Vertx.class, this::onVertx);
    this.context = SimProxy.of(Context.class, this::onContext);
    this.bus = SimProxy.of(EventBus.class, this::onBus);
  }

  Vertx vertx() {
    return vertx;
  }

  Context context() {
    return context;
  }

  @SuppressWarnings("unchecked") // as the interface declares them
  private Object onVertx(String method, Object[] arguments) {
    return switch (method) {
      case "eventBus" -> bus;
      case "getOrCreateContext" -> context;
      case "setTimer" -> once((Long) arguments[0], (Handler<Long>) arguments[1]);
      case "setPeriodic" -> again((Long) arguments[0], (Handler<Long>) arguments[1]);
      case "cancelTimer" -> cancel((Long) arguments[0]);
      default -> throw new UnsupportedOperationException("Vertx." + method);
    };
  }

  @SuppressWarnings("unchecked") // as the interface declares them
  private Object onContext(String method, Object[] arguments) {
    return switch (method) {
      case "runOnContext" -> process.after(0, () -> ((Handler<Void>) arguments[0]).handle(null));
      case "owner" -> vertx;
      default -> throw new UnsupportedOperationException("Context." + method);
    };
  }

  private Object onBus(String method, Object[] arguments) {
    return switch (method) {
      case "registerDefaultCodec" -> bus;
      case "consumer" -> consumer((String) arguments[0]);
      case "request" ->
          network.request(
              process,
              (String) arguments[0],
              arguments[1],
              ((DeliveryOptions) arguments[2]).getSendTimeout());
      case "publish" -> {
        network.publish(process, (String) arguments[0], arguments[1]);
        yield bus;
      }
      default -> throw new UnsupportedOperationException("EventBus." + method);
    };
  }

  private Long once(long delayMs, Handler<Long> handler) {
    if (delayMs < 1) {
      throw new IllegalArgumentException("Cannot schedule a timer with delay < 1 ms");
    }
    long id = timer++;
    timers.put(
        id,
        process.afterMs(
            delayMs,
            () -> {
              timers.remove(id);
              handler.handle(id);
            }));
    return id;
  }

  private Long again(long everyMs, Handler<Long> handler) {
    long id = timer++;
    beat(id, process.world.nanos() + everyMs * SimWorld.MS, everyMs, handler);
    return id;
  }

  private void beat(long id, long at, long everyMs, Handler<Long> handler) {
    timers.put(
        id,
        process.after(
            at - process.world.nanos(),
            () -> {
              beat(id, at + everyMs * SimWorld.MS, everyMs, handler);
              handler.handle(id);
            }));
  }

  private boolean cancel(long id) {
    SimWorld.Event event = timers.remove(id);
    if (event == null) {
      return false;
    }
    event.cancel();
    return true;
  }

  private MessageConsumer<?> consumer(String address) {
    Registration registration = new Registration(address);
    return SimProxy.of(MessageConsumer.class, registration::call);
  }

  private final class Registration {
    private final String address;
    private SimNetwork.Consumer consumer;

    private Registration(String address) {
      this.address = address;
    }

    @SuppressWarnings("unchecked") // as the interface declares it
    private Object call(String method, Object[] arguments) {
      return switch (method) {
        case "handler" -> {
          consumer =
              new SimNetwork.Consumer(process, address, (Handler<Message<Object>>) arguments[0]);
          network.register(consumer);
          yield null;
        }
        case "address" -> address;
        case "completion" -> Future.succeededFuture();
        case "unregister" -> {
          network.unregister(consumer);
          yield Future.succeededFuture();
        }
        default -> throw new UnsupportedOperationException("MessageConsumer." + method);
      };
    }
  }
}
