package io.fss.deploy.faults;

import io.fss.deploy.rig.HttpApi;
import io.fss.deploy.rig.RunFailure;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A program that asks for runs, with a key each, and asks again until it is acknowledged. */
final class HandRuns implements Crew.Deed {
  private static final int PAUSE_MS = 400;

  private final Supplier<HttpApi> api;
  private final String group;
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private volatile boolean over;

  /**
   * Asks nobody yet.
   *
   * @param api of whoever can be asked at the moment
   */
  HandRuns(Supplier<HttpApi> api, String group) {
    this.api = api;
    this.group = group;
  }

  @Override
  public void perform() throws InterruptedException {
    for (int number = 0; !over; number++) {
      ask("run-" + number);
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    }
  }

  private void ask(String key) throws InterruptedException {
    while (!over) {
      try {
        JsonObject answer =
            api.get().post("/api/v1/groups/" + group + "/run", new JsonObject().put("key", key));
        acknowledged.put(key, Long.parseLong(answer.getString("taskId")));
        return;
      } catch (RunFailure away) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      }
    }
  }

  void end() {
    over = true;
  }

  /** Keys and the tasks that they were answered with. */
  Map<String, Long> acknowledged() {
    return acknowledged;
  }
}
