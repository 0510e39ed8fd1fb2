package io.fss.deploy.rig;

import io.vertx.core.json.JsonObject;

/**
 * What one statement cost the database.
 *
 * @param totalMs time it ran and was planned, of all its calls
 * @param planMs time it was planned; 0 where the database does not tell
 */
public record StatementCost(String sql, long calls, long rows, double totalMs, double planMs) {
  static final int MOST = 25;
  private static final int SHOWN = 400;

  public JsonObject json() {
    return new JsonObject()
        .put("total_ms", rounded(totalMs))
        .put("plan_ms", rounded(planMs))
        .put("calls", calls)
        .put("rows", rows)
        .put("sql", shortened());
  }

  private static double rounded(double millis) {
    return Math.round(millis * 10) / 10.0;
  }

  private String shortened() {
    String line = sql.replaceAll("\\s+", " ").strip();
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }
}
