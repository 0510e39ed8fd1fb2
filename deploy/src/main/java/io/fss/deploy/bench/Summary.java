package io.fss.deploy.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures in a few lines for people. */
record Summary(JsonObject json) {
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s, %s, %d member(s), %d client(s)"
            .formatted(
                json.getString("workload"),
                json.getString("db"),
                json.getInteger("members"),
                json.getInteger("clients")));
    if (json.getValue("expected") != null) {
      outcome(lines);
    }
    line(lines, "heartbeats", "%.0f answered/s", json.getDouble("beats_per_second"));
    line(
        lines,
        "answered after",
        "p50 %.1f, p99 %.1f, max %.1f ms",
        nested("answer_ms", "p50"),
        nested("answer_ms", "p99"),
        nested("answer_ms", "max"));
    line(lines, "created", "%.0f groups/s", json.getDouble("create_per_second"));
    line(lines, "ready after", "%.0f ms", json.getDouble("ready_ms"));
    line(lines, "restarted after", "%.0f ms", json.getDouble("restart_ready_ms"));
    line(lines, "memory empty", "%.0f MB resident", nested("rss_mb", "server_before"));
    line(lines, "server memory", "%.0f MB resident", nested("rss_mb", "server"));
    line(lines, "after restart", "%.0f MB resident", nested("rss_mb", "server_restarted"));
    line(lines, "database memory", "%.0f MB resident", nested("rss_mb", "database"));
    boolean beats = json.getString("workload").equals(Workload.BEATS.word());
    line(
        lines,
        beats ? "server takes" : "server idles at",
        "%.2f %% of one CPU",
        json.getDouble("idle_cpu_percent"));
    line(
        lines,
        "database idles",
        "at %.2f %% of one CPU",
        json.getDouble("idle_database_cpu_percent"));
    statements(lines);
    return lines;
  }

  private void outcome(List<String> lines) {
    lines.add(
        "  %-16s %d of %d; %d duplicated, %d lost, %d skipped, %d early, %d unexpected, %d without end"
            .formatted(
                "executed",
                json.getLong("executed"),
                json.getLong("expected"),
                json.getLong("duplicated"),
                json.getLong("lost"),
                json.getLong("skipped"),
                json.getLong("early"),
                json.getLong("unexpected"),
                json.getLong("unrecorded")));
    line(lines, "rate", "%.0f executions/s", json.getDouble("executions_per_second"));
    line(lines, "with their ends", "%.0f executions/s", json.getDouble("settled_per_second"));
    line(
        lines,
        "lateness",
        "p50 %.1f, p99 %.1f, p99.9 %.1f, max %.1f ms",
        nested("lateness_ms", "p50"),
        nested("lateness_ms", "p99"),
        nested("lateness_ms", "p999"),
        nested("lateness_ms", "max"));
    lines.add("  %-16s %s".formatted("booked by", json.getJsonArray("booked_by_member")));
    cpu(lines, "server");
    cpu(lines, "clients");
    cpu(lines, "database");
    line(lines, "CPU of all", "%.3f ms per execution", nested("cpu_ms_per_execution", "all"));
    line(lines, "commits", "%.3f per execution", json.getDouble("commits_per_execution"));
  }

  private void cpu(List<String> lines, String who) {
    line(
        lines,
        who + " CPU",
        "%.2f s, %.3f ms per execution",
        nested("cpu_seconds", who),
        nested("cpu_ms_per_execution", who));
  }

  private void statements(List<String> lines) {
    for (Object item : json.getJsonArray("statements", new JsonArray())) {
      JsonObject cost = (JsonObject) item;
      lines.add(
          String.format(
              Locale.ROOT,
              "  %9.1f ms (planned %.1f) %8d calls %9d rows  %s",
              cost.getDouble("total_ms"),
              cost.getDouble("plan_ms"),
              cost.getLong("calls"),
              cost.getLong("rows"),
              cost.getString("sql")));
    }
  }

  private Double nested(String object, String key) {
    return json.getJsonObject(object).getDouble(key);
  }

  /** Adds a line, unless one of its values was not measured. */
  private static void line(List<String> lines, String what, String format, Double... values) {
    for (Double value : values) {
      if (value == null) {
        return;
      }
    }
    lines.add("  %-16s %s".formatted(what, String.format(Locale.ROOT, format, (Object[]) values)));
  }
}
