package io.fss.kernel;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A database that shows what is asked of it, by lane, and {@code read} for what runs apart. Times
 * include the wait in line: that is what the callers see.
 */
final class MeasuredDatabase extends ForwardingDatabase {
  private static final String READ = "read";
  private static final String UNAVAILABLE = "unavailable";

  private final String module;
  private final MeterRegistry registry;
  private final Map<String, Operation> operations = new ConcurrentHashMap<>();
  private final Operation reads;

  MeasuredDatabase(Database inner, String module, MeterRegistry registry) {
    super(inner);
    this.module = module;
    this.registry = registry;
    this.reads = new Operation(READ);
    FunctionCounter.builder("fss.db.commits", inner, Database::commits)
        .description("Transactions that were committed")
        .tag("module", module)
        .register(registry);
  }

  @Override
  public <T> Future<T> transact(String lane, Function<Tx, Future<T>> work) {
    Operation operation = operations.get(lane);
    if (operation == null) {
      operation = operations.computeIfAbsent(lane, Operation::new);
    }
    return operation.measure(super.transact(lane, work));
  }

  @Override
  public Future<RowSet<Row>> read(String sql, Tuple parameters) {
    return reads.measure(super.read(sql, parameters));
  }

  private final class Operation {
    private final String name;
    private final Clock clock = registry.config().clock();
    private final AtomicInteger pending = new AtomicInteger();
    private final Map<String, Counter> failures = new ConcurrentHashMap<>();
    private final Timer time;

    private Operation(String name) {
      this.name = name;
      this.time =
          Meters.answer(
                  "fss.db.request", "Time from a transaction or a read being asked to its end")
              .tag("module", module)
              .tag("operation", name)
              .register(registry);
      Gauge.builder("fss.db.pending", pending, AtomicInteger::get)
          .description("Transactions and reads that wait or run")
          .tag("module", module)
          .tag("operation", name)
          .register(registry);
      // Shown before it counts: what begins at 1 is no increase to those who look at it.
      failure(UNAVAILABLE);
    }

    private <T> Future<T> measure(Future<T> asked) {
      long begun = clock.monotonicTime();
      pending.incrementAndGet();
      return asked.onComplete(ended -> ended(ended, begun));
    }

    private void ended(AsyncResult<?> result, long begun) {
      pending.decrementAndGet();
      time.record(clock.monotonicTime() - begun, TimeUnit.NANOSECONDS);
      if (result.failed()) {
        failed(result.cause());
      }
    }

    private void failed(Throwable failure) {
      if (failure instanceof Refusal refusal && !Refusal.isUnavailable(refusal)) {
        // What was asked was turned down by the rules of a module: the database did its part.
        return;
      }
      String kind =
          Refusal.isUnavailable(failure) ? UNAVAILABLE : isFaultOfData(failure) ? "data" : "other";
      failure(kind).increment();
    }

    private Counter failure(String kind) {
      return failures.computeIfAbsent(
          kind,
          first ->
              Counter.builder("fss.db.failures")
                  .description("Transactions and reads that failed, by reason")
                  .tag("module", module)
                  .tag("operation", name)
                  .tag("kind", first)
                  .register(registry));
    }
  }
}
