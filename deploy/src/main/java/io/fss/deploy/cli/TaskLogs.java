package io.fss.deploy.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the log of a task; follows it until the task has ended. */
@Command(name = "logs")
final class TaskLogs extends ApiCommand {
  private static final long POLL_MS = 200;
  private static final Set<String> LIVE = Set.of("WAITING", "DISPATCHED", "RUNNING", "STOPPING");

  @Parameters(index = "0", paramLabel = "TASK", descriptionKey = "TASK")
  private long id;

  @Option(names = {"-f", "--follow"})
  private boolean follow;

  @Option(names = "--attempt", paramLabel = "N")
  private Integer attempt;

  @Option(names = "--level", paramLabel = "LEVEL")
  private String level;

  private String cursor = "";

  @Override
  void run(ApiClient api) {
    if (follow) {
      follow(api);
    } else if (json()) {
      JsonArray lines = new JsonArray();
      read(api, lines::add);
      out().println(new JsonObject().put("lines", lines).put("cursor", cursor).encodePrettily());
    } else {
      read(api, this::print);
    }
  }

  private void follow(ApiClient api) {
    boolean live = true;
    boolean wasLive;
    do {
      wasLive = live;
      // Asked before the lines are read, and read once more afterwards: lines travel apart from
      // the report of the end and may come after it.
      live = LIVE.contains(api.get(new Query("/tasks/" + id)).getString("status"));
      read(api, this::print);
      out().flush();
      if (wasLive) {
        pause();
      }
    } while (wasLive);
  }

  /** Reads everything there is now and remembers where it ended. */
  private void read(ApiClient api, Consumer<JsonObject> lines) {
    JsonObject page;
    do {
      page =
          api.get(
              new Query("/tasks/" + id + "/logs")
                  .with("attempt", attempt)
                  .with("level", level == null ? null : level.toUpperCase(Locale.ROOT))
                  .with("cursor", cursor));
      Json.objects(page, "lines").forEach(lines);
      cursor = page.getString("cursor", cursor);
    } while (page.getBoolean("more", false));
  }

  private void print(JsonObject line) {
    if (json()) {
      out().println(line.encode());
      return;
    }
    out()
        .println(
            "%s %-5s %s"
                .formatted(
                    line.getString("at", ""),
                    line.getString("level", ""),
                    lines(line.getString("message", ""))));
    String throwable = line.getString("throwable");
    if (throwable != null) {
      out().println(lines(throwable));
    }
  }

  /** Keeps line breaks and tabs; everything else could command the terminal. */
  private static String lines(String text) {
    return text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", " ").stripTrailing();
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while following a log", e);
    }
  }
}
