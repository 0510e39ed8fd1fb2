package io.fss.deploy.bench;

import io.fss.deploy.rig.StatementCost;
import io.fss.deploy.rig.Usage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/** The result of a run: every key is always there, null where the workload does not measure it. */
final class Figures {
  private static final List<String> NUMBERS =
      List.of(
          "expected",
          "executed",
          "duplicated",
          "lost",
          "skipped",
          "early",
          "unexpected",
          "unrecorded",
          "executed_percent",
          "executions_per_second",
          "settled_per_second",
          "commits_per_execution",
          "create_per_second",
          "ready_ms",
          "restart_ready_ms",
          "idle_cpu_percent",
          "idle_database_cpu_percent",
          "beats_per_second",
          "beats_failed");

  private final JsonObject json = new JsonObject();

  Figures(BenchOptions options, List<String> command) {
    json.put("workload", options.workload().word());
    NUMBERS.forEach(json::putNull);
    json.put("lateness_ms", nothing("p50", "p99", "p999", "max"));
    json.put("answer_ms", nothing("p50", "p99", "max"));
    json.put("cpu_seconds", nothing("server", "clients", "database"));
    json.put("cpu_ms_per_execution", nothing("server", "clients", "database", "all"));
    json.putNull("window");
    json.put("rss_mb", nothing("server_before", "server", "server_restarted", "database"));
    json.put("db", options.storage().name());
    json.put("members", options.members());
    json.put("disturbance", options.disturbance().word());
    json.putNull("booked_by_member");
    json.put("clients", clients(options));
    json.put("machine", Machine.json());
    json.put("server_jvm", String.join(" ", options.serverJvm()));
    json.put("command", new JsonArray(command));
  }

  private static int clients(BenchOptions options) {
    return switch (options.workload()) {
      case FOOTPRINT -> 0;
      case BEATS -> options.size();
      default -> options.clients() * options.perProcess();
    };
  }

  private static JsonObject nothing(String... names) {
    JsonObject object = new JsonObject();
    for (String name : names) {
      object.putNull(name);
    }
    return object;
  }

  Figures put(String key, double value) {
    json.put(key, rounded(value));
    return this;
  }

  Figures put(String key, long value) {
    json.put(key, value);
    return this;
  }

  /** What became of the expected occurrences, and how late they were. */
  Figures outcome(Plan plan, Tally tally, Lateness lateness) {
    put("expected", (long) plan.expected());
    json.put(
        "window",
        new JsonObject()
            .put("from", Instant.ofEpochMilli(plan.from()).toString())
            .put("to", Instant.ofEpochMilli(plan.to()).toString()));
    put("executed", (long) tally.executed());
    put("executed_percent", tally.executed() * 100.0 / plan.expected());
    put("duplicated", (long) tally.duplicated());
    put("lost", (long) tally.lost());
    put("skipped", (long) tally.skipped());
    put("unexpected", (long) tally.unexpected());
    put("unrecorded", (long) tally.unrecorded());
    put("early", lateness.early());
    if (lateness.count() > 0) {
      json.put("lateness_ms", lateness.json());
    }
    return this;
  }

  /** How the work was spread over the processes of the platform. */
  Figures spread(List<Long> booked) {
    json.put("booked_by_member", new JsonArray(booked));
    return this;
  }

  /** What the processes used between two readings. */
  Figures used(Meter before, Meter after, long executed) {
    double server = after.serverCpuSince(before);
    double clients = after.clientsCpuSince(before);
    double database = after.databaseCpuSince(before);
    set("cpu_seconds", "server", server);
    set("cpu_seconds", "clients", clients);
    set("cpu_seconds", "database", database);
    memory("server", after.server());
    memory("database", after.database());
    if (executed > 0) {
      set("cpu_ms_per_execution", "server", server * 1_000 / executed);
      set("cpu_ms_per_execution", "clients", clients * 1_000 / executed);
      set("cpu_ms_per_execution", "database", database * 1_000 / executed);
      set("cpu_ms_per_execution", "all", (server + clients + database) * 1_000 / executed);
      OptionalDouble commits = after.commitsSince(before);
      if (commits.isPresent()) {
        put("commits_per_execution", commits.getAsDouble() / executed);
      }
    }
    return this;
  }

  /** What a platform without work used. */
  Figures rest(Meter before, Meter after) {
    used(before, after, 0);
    double seconds = after.secondsSince(before);
    put("idle_database_cpu_percent", after.databaseCpuSince(before) * 100 / seconds);
    return put("idle_cpu_percent", after.serverCpuSince(before) * 100 / seconds);
  }

  /** What it cost that sessions lived, and how their heartbeats were answered. */
  Figures beats(Meter before, Meter after, JsonObject results) {
    rest(before, after);
    json.put(
        "answer_ms",
        new JsonObject()
            .put("p50", results.getDouble("p50"))
            .put("p99", results.getDouble("p99"))
            .put("max", results.getDouble("max")));
    put("beats_failed", results.getLong("failed"));
    return put("beats_per_second", results.getLong("acknowledged") / after.secondsSince(before));
  }

  /** Resident memory of a process; nothing where the system does not tell. */
  Figures memory(String whose, Usage usage) {
    if (!Double.isNaN(usage.rssMb())) {
      set("rss_mb", whose, usage.rssMb());
    }
    return this;
  }

  /** What cost the database most; nothing where it was not asked to note that. */
  Figures statements(List<StatementCost> costs) {
    json.put("statements", new JsonArray(costs.stream().map(StatementCost::json).toList()));
    return this;
  }

  private void set(String object, String key, double value) {
    json.getJsonObject(object).put(key, rounded(value));
  }

  private static double rounded(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }

  /** Whether nothing was lost, refused, ran twice or early, or has no record of its end. */
  boolean promiseKept() {
    return none("lost")
        && none("duplicated")
        && none("early")
        && none("unexpected")
        && none("unrecorded")
        && none("beats_failed");
  }

  private boolean none(String key) {
    // A workload that runs nothing has no number here.
    Long number = json.getLong(key);
    return number == null || number == 0;
  }

  JsonObject json() {
    return json.copy();
  }
}
