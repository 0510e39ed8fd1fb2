package io.fss.console;

import com.google.protobuf.Message;
import io.fss.kernel.Bus;
import io.fss.kernel.Channel;
import io.fss.kernel.Probe;
import io.fss.kernel.Refusal;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts that hold the data, asked over the bus.
 *
 * @param bus reaches them
 */
record Backend(Bus bus) {
  private static final Logger log = LoggerFactory.getLogger(Backend.class);

  /** The part's answer; its silence is told without the internals it may name. */
  <Q extends Message, R extends Message> Future<R> ask(Channel<Q, R> channel, Q question) {
    return bus.request(channel, question)
        .onFailure(
            failure -> {
              if (Refusal.isUnavailable(failure)) {
                log.warn("no answer from {}: {}", channel.address(), failure.getMessage());
              }
            })
        .recover(failure -> Future.failedFuture(told("serves " + channel.address(), failure)));
  }

  /** Asks a part whether it works, by somebody whose business it is whether there is an answer. */
  Future<Void> probe(Probe probe) {
    return probe
        .ask(bus)
        .recover(failure -> Future.failedFuture(told("is the " + probe.part(), failure)));
  }

  private static Throwable told(String part, Throwable failure) {
    return Refusal.isUnavailable(failure)
        ? Refusal.unavailable("the part that %s does not answer now; try again".formatted(part))
        : failure;
  }
}
