package io.fss.client;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** One attempt of one task, as its job sees it. Safe to use from any thread. */
public interface TaskContext {
  /** Opaque id of the task; positive, grows with time. */
  long taskId();

  /** Number of the booking of this task, from 1. */
  int attempt();

  /**
   * {@code task/attempt}: give it to whatever the job changes, and let that refuse an older one. A
   * job that outlives its lease cannot be stopped from outside by anything else.
   */
  default String fencingToken() {
    return taskId() + "/" + attempt();
  }

  /** 1 for the first try. */
  int tryNumber();

  /** Name of the task group. */
  String group();

  /** Name of the job. */
  String job();

  /** When the occurrence was planned to run. */
  Instant plannedAt();

  /** Parameters of this one task; empty for planned tasks. */
  JsonObject params();

  /**
   * The parameters as a value of that type, such as a record, made by Jackson: a program that uses
   * it has {@code jackson-databind} among its dependencies.
   *
   * @throws IllegalArgumentException for parameters that do not fit the type
   * @throws IllegalStateException where Jackson is missing
   */
  default <T> T params(Class<T> type) {
    try {
      return params().mapTo(type);
    } catch (IllegalArgumentException misfit) {
      throw new IllegalArgumentException(
          "params '%s' must fit %s: %s".formatted(params(), type.getName(), misfit.getMessage()),
          misfit);
    } catch (UnsupportedOperationException | NoClassDefFoundError missing) {
      throw new IllegalStateException(
          "params as %s: jackson-databind is missing".formatted(type.getName()), missing);
    }
  }

  /** The group's data when the task was booked, or what {@link #data(JsonObject)} made of it. */
  JsonObject data();

  /**
   * Changes the group's data; stored when the attempt ends.
   *
   * @throws IllegalArgumentException for more than 64 KiB of JSON text
   */
  void data(JsonObject changed);

  /**
   * Tells how far the job is, 0-100; only the latest is sent. Ignored after the job ended. Each
   * call is a sign of life too, for groups with a {@link Timeouts#progress} limit.
   */
  void progress(int percent, String message);

  /** The log of this attempt. */
  TaskLog log();

  /** Dynamic trigger: when the job wants to run next. */
  void nextAt(Instant instant);

  /** True from the moment on when the job should stop. */
  boolean isCancelled();

  /** Why the job should stop; empty as long as it should not. */
  Optional<String> cancelReason();

  /** Succeeds with the reason when the job should stop; stays open otherwise. */
  Future<String> cancellation();

  /** Index of this shard, from 0. */
  int shardIndex();

  /** Number of shards; 0 means that the task is not sharded. */
  int shardTotal();

  /** When the job is cancelled for running too long. */
  Optional<Instant> deadline();

  /** W3C trace context of the task, may be empty. */
  String traceparent();
}
