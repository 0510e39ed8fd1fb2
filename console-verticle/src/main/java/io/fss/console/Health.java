package io.fss.console;

import io.fss.kernel.Clock;
import io.fss.kernel.Probe;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether the process lives and whether the parts answer. Nobody needs a token for that, so
 * the parts are asked at most once a second, however often somebody asks here.
 */
final class Health {
  private static final Logger log = LoggerFactory.getLogger(Health.class);
  private static final String UP = "up";
  private static final String DOWN = "down";
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Backend backend;
  private final Clock clock;
  private Future<Answer> known;
  private long askedAt;
  private boolean ready;
  private boolean wasReady;

  Health(Backend backend, Clock clock) {
    this.backend = backend;
    this.clock = clock;
  }

  Map<String, Responder> responders() {
    return Map.of("live", this::live, "ready", this::ready);
  }

  private Future<Answer> live(Call call) {
    return Future.succeededFuture(Answer.ok(Fields.object(fields -> fields.text("status", UP))));
  }

  private Future<Answer> ready(Call call) {
    if (known == null || (known.isComplete() && clock.nanos() - askedAt >= FRESH.toNanos())) {
      askedAt = clock.nanos();
      known = ask();
    }
    return known;
  }

  private Future<Answer> ask() {
    List<Future<Check>> checks = Arrays.stream(Probe.values()).map(this::check).toList();
    return Future.all(checks).map(all -> answer(all.list()));
  }

  private Answer answer(List<Check> checks) {
    List<Check> silent = checks.stream().filter(check -> !check.reason.isEmpty()).toList();
    boolean up = silent.isEmpty();
    tell(silent);
    return Answer.json(
        up ? 200 : 503,
        Fields.object(
            fields -> fields.text("status", up ? UP : DOWN).list("checks", checks, Check::write)));
  }

  /** Once for each change; what has not been up yet is still starting. */
  private void tell(List<Check> silent) {
    if (ready && !silent.isEmpty()) {
      log.warn("not ready any more, without an answer: {}", silent);
    } else if (wasReady && !ready && silent.isEmpty()) {
      log.info("ready again");
    }
    ready = silent.isEmpty();
    wasReady |= ready;
  }

  private Future<Check> check(Probe probe) {
    return backend
        .probe(probe)
        .transform(
            done ->
                Future.succeededFuture(
                    new Check(
                        probe.part(),
                        done.succeeded() ? "" : String.valueOf(done.cause().getMessage()))));
  }

  /** One part and why it does not answer; the reason is empty when it does. */
  private record Check(String name, String reason) {
    @Override
    public String toString() {
      return "%s (%s)".formatted(name, reason);
    }

    void write(Fields fields) {
      fields.text("name", name).text("status", reason.isEmpty() ? UP : DOWN).text("reason", reason);
    }
  }
}
