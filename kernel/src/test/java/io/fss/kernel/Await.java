package io.fss.kernel;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Bounded waits for tests. */
public final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private Await() {}

  /** The result of the future, or its failure as it is, or an error after 20 s. */
  public static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException runtime) {
        throw runtime;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      tellThreads();
      throw new AssertionError("no answer within " + LIMIT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** What the call answers on the context, for what may be touched there alone. */
  public static <T> T on(Context context, Supplier<T> call) {
    Promise<T> answer = Promise.promise();
    context.runOnContext(
        here -> {
          try {
            answer.complete(call.get());
          } catch (RuntimeException thrown) {
            answer.fail(thrown);
          }
        });
    return await(answer.future());
  }

  /** What everybody does while nobody answers: the only trace of what hangs once in a while. */
  private static void tellThreads() {
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              System.err.println(thread + " " + thread.getState());
              for (StackTraceElement frame : stack) {
                System.err.println("    at " + frame);
              }
            });
  }

  /** Why the future failed; an error when it did not. */
  public static Throwable failure(Future<?> future) {
    return await(
        future.<Throwable>transform(
            done ->
                done.failed()
                    ? Future.succeededFuture(done.cause())
                    : Future.failedFuture(
                        new AssertionError("expected a failure, got " + done.result()))));
  }

  /** Returns when the condition holds; an error that says what was awaited after 20 s. */
  public static void until(String what, BooleanSupplier condition) {
    until(what, LIMIT, condition);
  }

  /** Returns when the condition holds; an error that says what was awaited after the limit. */
  public static void until(String what, Duration limit, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within %s: %s".formatted(limit, what));
      }
      LockSupport.parkNanos(5_000_000);
    }
  }
}
