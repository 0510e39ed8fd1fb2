package io.fss.dispatcher;

import java.time.Duration;

/**
 * Settings of the command streams, section {@code dispatcher.streams}.
 *
 * @param most streams this process holds at most; a further one is refused
 * @param window commands to one client that may be unanswered; beyond it they are put back
 * @param proof how often a stream is proven: a ping to the client and a word to the registry
 */
public record StreamOptions(int most, int window, Duration proof) {
  public StreamOptions {
    if (most < 1 || most > 1_000_000) {
      throw new IllegalArgumentException(
          "dispatcher.streams.most %d must be within 1 and 1000000".formatted(most));
    }
    if (window < 1 || window > 1_000) {
      throw new IllegalArgumentException(
          "dispatcher.streams.window %d must be within 1 and 1000".formatted(window));
    }
    if (proof.toMillis() < 100 || proof.toSeconds() > 60) {
      throw new IllegalArgumentException(
          "dispatcher.streams.proof %s must be within 100ms and 60s".formatted(proof));
    }
  }
}
