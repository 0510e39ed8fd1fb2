package io.fss.deploy.bench;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** One task a group, all planned for one instant: as many are expected as were stored. */
record BurstPlan(int groups, long first) implements Plan {
  @Override
  public JsonObject trigger(int group) {
    return new JsonObject().put("type", "once").put("at", Instant.ofEpochMilli(first).toString());
  }

  @Override
  public long from() {
    return first;
  }

  @Override
  public long to() {
    return first + 1;
  }

  @Override
  public long every() {
    return 1;
  }

  @Override
  public int expected() {
    return groups;
  }

  @Override
  public int slot(int group, long planned) {
    return group >= 0 && group < groups && planned == first ? group : -1;
  }
}
