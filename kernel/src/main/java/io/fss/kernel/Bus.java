package io.fss.kernel;

import com.google.protobuf.Message;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Typed requests and publications over the event bus. Delivery is at most once and without flow
 * control: a message is a doorbell, the database has the truth. Make one per {@link Vertx}.
 */
public final class Bus {
  private static final Logger log = LoggerFactory.getLogger(Bus.class);

  private final EventBus eventBus;
  private final String node;
  private final BusMeters meters;
  private final Traces traces;

  // How many answer requests to an address in this process.
  private final Map<String, Integer> here = new ConcurrentHashMap<>();

  /**
   * Makes the one bus of a Vert.x instance.
   *
   * @param vertx where the codecs are registered; a second bus on it is refused
   * @param node this process's node id, under which its own addresses are reached
   */
  public Bus(Vertx vertx, String node) {
    this(vertx, node, Meters.none(), Traces.NONE);
  }

  /**
   * Makes the one bus of a Vert.x instance, measured.
   *
   * @param meters where its figures are shown, by channel
   * @param traces where those who use the bus tell what they did for a task
   */
  public Bus(Vertx vertx, String node, MeterRegistry meters, Traces traces) {
    this.eventBus = vertx.eventBus();
    this.node = node;
    this.meters = new BusMeters(meters);
    this.traces = traces;
    Channels.messages().forEach(this::register);
  }

  /** This process's node id. */
  public String node() {
    return node;
  }

  /**
   * Where is told what was done for tasks. Messages carry nothing of it but the context for the
   * client: everything else follows from task and attempt, which stand on every message.
   */
  public Traces traces() {
    return traces;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // a codec serves exactly the class it is made from
  private void register(Message type) {
    eventBus.registerDefaultCodec((Class) type.getClass(), new ProtoCodec(type));
  }

  /** Asks whichever node serves the channel. Failures are {@link Refusal}s where they are ours. */
  public <Q extends Message, R extends Message> Future<R> request(
      Channel<Q, R> channel, Q message) {
    return send(channel, channel.address(), message);
  }

  /** Asks one node; {@link Refusal.Kind#UNAVAILABLE} when it is not there. */
  public <Q extends Message, R extends Message> Future<R> request(
      Channel<Q, R> channel, String atNode, Q message) {
    return send(channel, channel.at(atNode), message);
  }

  /**
   * Who is in this process is asked first: that costs no network, and what becomes of other
   * processes, frozen ones too, is no matter. Work that comes in anywhere is spread before this.
   */
  private <Q extends Message, R extends Message> Future<R> send(
      Channel<Q, R> channel, String address, Q message) {
    boolean near = here.containsKey(address);
    BusMeters.Figures figures = meters.of(channel.address());
    long asked = figures.asked();
    Future<io.vertx.core.eventbus.Message<R>> reply =
        eventBus.request(address, message, options(channel, near));
    if (near) {
      reply =
          reply.recover(
              failure ->
                  isNobody(failure)
                      ? eventBus.request(address, message, options(channel, false))
                      : Future.failedFuture(failure));
    }
    return reply.transform(
        (answer, failure) -> {
          if (failure == null) {
            figures.answered(asked);
            return Future.succeededFuture(answer.body());
          }
          Throwable refusal = Refusal.of(failure);
          figures.failed(asked, refusal);
          return Future.failedFuture(refusal);
        });
  }

  private static DeliveryOptions options(Channel<?, ?> channel, boolean local) {
    return new DeliveryOptions()
        .setSendTimeout(channel.timeout().toMillis())
        .setTracingPolicy(null)
        .setLocalOnly(local);
  }

  /** Whether nobody was asked. */
  private static boolean isNobody(Throwable failure) {
    return failure instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.NO_HANDLERS;
  }

  /** Tells every subscriber, as far as they can be reached. */
  public <M extends Message> void publish(Topic<M> topic, M message) {
    meters.of(topic.address()).published();
    eventBus.publish(topic.address(), message);
  }

  /** Answers a channel's requests that are sent to any node. Undo it with the result. */
  public <Q extends Message, R extends Message> Service serve(
      Channel<Q, R> channel, Function<Q, Future<R>> handler) {
    return new Service(consume(channel, channel.address(), handler));
  }

  /**
   * Answers requests that are sent to any node, and those that are sent to this one. For the few
   * channels that need it: every address is a registration that a cluster has to share.
   */
  public <Q extends Message, R extends Message> Service serveHereToo(
      Channel<Q, R> channel, Function<Q, Future<R>> handler) {
    return new Service(
        consume(channel, channel.address(), handler), consume(channel, channel.at(node), handler));
  }

  /** Gets every message of a topic. */
  public <M extends Message> Service subscribe(Topic<M> topic, Consumer<M> handler) {
    MessageConsumer<M> consumer = eventBus.consumer(topic.address());
    BusMeters.Figures figures = meters.of(topic.address());
    consumer.handler(
        message -> {
          figures.received();
          handler.accept(message.body());
        });
    return new Service(consumer);
  }

  private <Q extends Message, R extends Message> MessageConsumer<Q> consume(
      Channel<Q, R> channel, String address, Function<Q, Future<R>> handler) {
    MessageConsumer<Q> consumer = eventBus.consumer(address);
    consumer.completion().onSuccess(known -> here.merge(address, 1, Integer::sum));
    BusMeters.Figures figures = meters.of(channel.address());
    consumer.handler(
        message -> {
          figures.received();
          answer(channel, message, handler);
        });
    return consumer;
  }

  private static <Q extends Message, R extends Message> void answer(
      Channel<Q, R> channel,
      io.vertx.core.eventbus.Message<Q> message,
      Function<Q, Future<R>> handler) {
    Future<R> reply;
    try {
      reply = handler.apply(message.body());
    } catch (RuntimeException thrown) {
      reply = Future.failedFuture(thrown);
    }
    reply.onComplete(message::reply, failure -> message.reply(asReply(channel, failure)));
  }

  private static ReplyException asReply(Channel<?, ?> channel, Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return refusal.toReply();
    }
    log.error("{} failed", channel.address(), failure);
    return Refusal.unavailable(String.valueOf(failure.getMessage())).toReply();
  }

  /** Registrations that can be undone. */
  public final class Service {
    private final MessageConsumer<?>[] consumers;

    private Service(MessageConsumer<?>... consumers) {
      this.consumers = consumers;
    }

    /** Completes when every node of the cluster knows the address. */
    public Future<Void> ready() {
      Future<Void> all = Future.succeededFuture();
      for (MessageConsumer<?> consumer : consumers) {
        all = all.compose(done -> consumer.completion());
      }
      return all;
    }

    /** Takes no more messages. */
    public Future<Void> close() {
      Future<Void> all = Future.succeededFuture();
      for (MessageConsumer<?> consumer : consumers) {
        here.computeIfPresent(consumer.address(), (address, n) -> n == 1 ? null : n - 1);
        all = all.compose(done -> consumer.unregister());
      }
      return all;
    }
  }
}
