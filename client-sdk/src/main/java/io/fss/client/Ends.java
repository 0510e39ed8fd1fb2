package io.fss.client;

import io.fss.proto.v1.Completion;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the program which attempts have ended. */
final class Ends {
  private static final Logger LOG = LoggerFactory.getLogger(Ends.class);

  private final List<Consumer<Ended>> listeners = new CopyOnWriteArrayList<>();

  void add(Consumer<Ended> listener) {
    listeners.add(listener);
  }

  void remove(Consumer<Ended> listener) {
    listeners.remove(listener);
  }

  void tell(Attempt attempt, Completion end) {
    if (listeners.isEmpty()) {
      return;
    }
    Ended ended = ended(attempt, end);
    for (Consumer<Ended> listener : listeners) {
      try {
        listener.accept(ended);
      } catch (Throwable failure) {
        // What the program does with the news must not cost the slot of the attempt.
        LOG.warn("a listener failed at the end of attempt {}", attempt.key(), failure);
      }
    }
  }

  private static Ended ended(Attempt attempt, Completion end) {
    return new Ended(
        attempt.taskId(),
        attempt.attempt(),
        attempt.tryNumber(),
        attempt.group(),
        attempt.job(),
        Outcome.of(end.getOutcome()),
        Duration.ofNanos(end.getDurationUs() * 1_000));
  }
}
