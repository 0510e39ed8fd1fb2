package io.fss.scheduler;

import io.fss.proto.bus.v1.ClientsChanged;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What connects the processes: the bus of the platform, and the calls between clients and the edge.
 * Messages take their time, overtake each other, come twice or not at all.
 */
final class SimNetwork {
  private static final long LEAST_NANOS = 50_000;
  private static final long USUAL_NANOS = 1_500_000;

  private final SimWorld world;
  private final Map<String, List<Consumer>> consumers = new LinkedHashMap<>();
  private final Map<String, Integer> turns = new LinkedHashMap<>();
  private final Set<String> isolated = new HashSet<>();

  SimNetwork(SimWorld world) {
    this.world = world;
  }

  /** Somebody who takes messages that are sent to an address. */
  record Consumer(SimProcess owner, String address, Handler<Message<Object>> handler) {}

  /** The call found nobody: it was certainly not taken. */
  static final class NotConnected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotConnected() {
      super("connection refused", null, false, false);
    }
  }

  void register(Consumer consumer) {
    consumers.computeIfAbsent(consumer.address(), address -> new ArrayList<>()).add(consumer);
  }

  void unregister(Consumer consumer) {
    List<Consumer> all = consumers.get(consumer.address());
    if (all != null) {
      all.remove(consumer);
    }
  }

  /** The others learn that a process is no more: nothing is sent there from now on. */
  void forget(SimProcess dead) {
    consumers.values().forEach(all -> all.removeIf(one -> one.owner() == dead));
  }

  void isolate(String process) {
    isolated.add(process);
    world.trace(() -> process + " is cut off");
  }

  void join(String process) {
    isolated.remove(process);
  }

  void joinAll() {
    isolated.clear();
  }

  private boolean passes(SimProcess from, SimProcess to) {
    boolean apart = isolated.contains(from.name()) || isolated.contains(to.name());
    return from == to || !(apart || world.luck.chance(world.faults.lost));
  }

  private long delay() {
    long usual = world.luck.between(LEAST_NANOS, USUAL_NANOS);
    return world.luck.chance(world.faults.slow)
        ? usual + world.luck.between(0, world.faults.slowMs * SimWorld.MS)
        : usual;
  }

  // ---- the bus

  <R> Future<Message<R>> request(SimProcess from, String address, Object body, long timeoutMs) {
    Promise<Message<R>> answer = Promise.promise();
    List<Consumer> all = consumers.getOrDefault(address, List.of());
    if (all.isEmpty()) {
      from.after(
          delay(),
          () ->
              answer.tryFail(new ReplyException(ReplyFailure.NO_HANDLERS, "nobody at " + address)));
      return answer.future();
    }
    int turn = turns.merge(address, 1, Integer::sum);
    Consumer to = all.get(Math.floorMod(turn, all.size()));
    from.afterMs(
        timeoutMs,
        () -> answer.tryFail(new ReplyException(ReplyFailure.TIMEOUT, "no answer of " + address)));
    int times = world.luck.chance(world.faults.doubled) ? 2 : 1;
    for (int i = 0; i < times; i++) {
      if (passes(from, to.owner())) {
        to.owner().after(delay(), () -> take(to, new SimMessage(from, to, body, answer)));
      } else {
        world.trace(() -> "lost: %s -> %s".formatted(from.name(), address));
      }
    }
    return answer.future();
  }

  private void take(Consumer to, SimMessage message) {
    if (!(message.body instanceof ClientsChanged)) {
      world.trace(
          () ->
              "%s => %s: %s"
                  .formatted(message.from.name(), to.owner().name(), SimText.of(message.body)));
    }
    to.handler().handle(message.proxy());
  }

  void publish(SimProcess from, String address, Object body) {
    for (Consumer to : consumers.getOrDefault(address, List.of())) {
      if (passes(from, to.owner())) {
        to.owner().after(delay(), () -> take(to, new SimMessage(from, to, body, null)));
      }
    }
  }

  /** A message on its way, and the way back for its answer. */
  private final class SimMessage {
    private final SimProcess from;
    private final Consumer to;
    private final Object body;
    private final Promise<?> answer;

    private SimMessage(SimProcess from, Consumer to, Object body, Promise<?> answer) {
      this.from = from;
      this.to = to;
      this.body = body;
      this.answer = answer;
    }

    @SuppressWarnings("unchecked") // the handler knows what it serves
    private Message<Object> proxy() {
      return SimProxy.of(
          Message.class,
          (method, arguments) ->
              switch (method) {
                case "body" -> body;
                case "address" -> to.address();
                case "reply" -> reply(arguments[0]);
                default -> throw new UnsupportedOperationException("Message." + method);
              });
    }

    @SuppressWarnings("unchecked") // the requester knows what it gets
    private Object reply(Object said) {
      if (answer == null || !passes(to.owner(), from)) {
        return null;
      }
      from.after(
          delay(),
          () -> {
            if (said instanceof ReplyException refusal) {
              answer.tryFail(refusal);
            } else {
              ((Promise<Object>) answer)
                  .tryComplete(new SimMessage(to.owner(), to, said, null).proxy());
            }
          });
      return null;
    }
  }

  // ---- calls between clients and the edge

  /**
   * Calls another process; fails with {@link NotConnected} where it was certainly not reached, else
   * leaves open whether it was.
   *
   * @param to null where nothing listens
   * @param deed what the other process does
   */
  <R> Future<R> call(SimProcess from, SimProcess to, long deadlineMs, Supplier<Future<R>> deed) {
    Promise<R> answer = Promise.promise();
    from.afterMs(deadlineMs, () -> answer.tryFail("deadline exceeded"));
    if (to == null || to.isDead()) {
      from.after(delay(), () -> answer.tryFail(new NotConnected()));
      return answer.future();
    }
    if (passes(from, to)) {
      to.after(
          delay(),
          () ->
              deed.get()
                  .onComplete(
                      done -> {
                        if (passes(to, from)) {
                          from.after(delay(), () -> finish(answer, done));
                        }
                      }));
    }
    return answer.future();
  }

  private static <R> void finish(Promise<R> answer, io.vertx.core.AsyncResult<R> done) {
    if (done.succeeded()) {
      answer.tryComplete(done.result());
    } else {
      answer.tryFail(done.cause());
    }
  }
}
