package io.fss.deploy;

import io.fss.deploy.Settings.Role;
import io.fss.kernel.Bus;
import io.fss.kernel.Clock;
import io.fss.kernel.Probe;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this process can do its work: it has started, is not being stopped, is a member where it
 * should be one, reaches its database, and its parts answer. Looks at most once a second, however
 * often somebody asks. Belongs to one context.
 */
final class NodeHealth {
  private static final Logger log = LoggerFactory.getLogger(NodeHealth.class);
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final long PATIENCE_MS = 2_500;

  private final Bus bus;
  private final Clock clock;
  private final Set<Role> roles;
  private final BooleanSupplier member;
  private final Supplier<Future<?>> database;
  private volatile Phase phase = Phase.STARTING;
  private Future<List<String>> known;
  private long lookedAt;
  private List<String> said = List.of();

  /** Where a process is in its life. */
  enum Phase {
    STARTING,
    UP,
    DRAINING
  }

  /**
   * Of a process that is starting.
   *
   * @param clock monotonic time
   * @param member whether it is a member of its cluster, if it should be one
   * @param database asks the database something
   */
  NodeHealth(
      Bus bus, Clock clock, Set<Role> roles, BooleanSupplier member, Supplier<Future<?>> database) {
    this.bus = bus;
    this.clock = clock;
    this.roles = roles;
    this.member = member;
    this.database = database;
  }

  Phase phase() {
    return phase;
  }

  void enter(Phase next) {
    phase = next;
  }

  /** Why it cannot do its work now, in words for people; empty when it can. Never fails. */
  Future<List<String>> problems() {
    if (phase != Phase.UP) {
      return Future.succeededFuture(
          List.of(phase == Phase.STARTING ? "it is starting" : "it is being stopped"));
    }
    if (known == null || (known.isComplete() && clock.nanos() - lookedAt >= FRESH.toNanos())) {
      lookedAt = clock.nanos();
      known = look();
      known.onSuccess(this::tell);
    }
    return known;
  }

  private Future<List<String>> look() {
    List<Future<String>> looks = new ArrayList<>();
    looks.add(
        Future.succeededFuture(member.getAsBoolean() ? "" : "it is not a member of the cluster"));
    looks.add(reason("the database", database.get()));
    for (Probe probe : Probe.values()) {
      if (roles.contains(Role.valueOf(probe.name()))) {
        looks.add(reason("its " + probe.part(), probe.ask(bus)));
      }
    }
    return Future.all(looks)
        .map(all -> all.<String>list().stream().filter(reason -> !reason.isEmpty()).toList());
  }

  private static Future<String> reason(String part, Future<?> answer) {
    return answer
        .timeout(PATIENCE_MS, TimeUnit.MILLISECONDS)
        .transform(
            (any, failure) ->
                Future.succeededFuture(
                    failure == null
                        ? ""
                        : "%s does not work: %s".formatted(part, failure.getMessage())));
  }

  /** Once for each change. */
  private void tell(List<String> problems) {
    if (!problems.isEmpty() && said.isEmpty()) {
      log.warn("not ready any more: {}", String.join("; ", problems));
    } else if (problems.isEmpty() && !said.isEmpty()) {
      log.info("ready again");
    }
    said = problems;
  }
}
