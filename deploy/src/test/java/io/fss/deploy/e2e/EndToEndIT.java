package io.fss.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.deploy.Fss;
import io.fss.kernel.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job with real processes: one platform, two copies of one client program. */
class EndToEndIT {
  private static final String API_TOKEN = "api-token-of-the-end-to-end-test";
  private static final String CLIENT_TOKEN = "client-token-of-the-end-to-end-test";
  private static final int GROUPS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Set<String> LIVE = Set.of("WAITING", "DISPATCHED", "RUNNING", "STOPPING");

  @TempDir Path folder;
  private final List<JavaProcess> processes = new ArrayList<>();
  private int httpPort;
  private int grpcPort;
  private Api api;

  @BeforeEach
  void choose_ports() throws IOException {
    httpPort = freePort();
    grpcPort = freePort();
    api = new Api(httpPort, API_TOKEN);
  }

  @AfterEach
  void end_every_process() {
    processes.forEach(JavaProcess::close);
  }

  @Test
  void every_occurrence_runs_exactly_once_although_the_platform_is_killed_in_the_middle()
      throws IOException {
    runThrough(1);
  }

  @Test
  @Tag("full")
  void every_occurrence_runs_exactly_once_although_the_platform_is_killed_again_and_again()
      throws IOException {
    runThrough(10);
  }

  private void runThrough(int kills) throws IOException {
    // given a platform, two copies of a client and ten groups that fire every second
    JavaProcess server = startServer();
    startClient("one");
    startClient("two");
    Await.until(
        "both clients are online",
        PATIENCE,
        () -> api.get("/api/v1/clients").getJsonArray("items").size() == 2);
    List<String> groups = createGroups();
    Await.until(
        "both clients have run tasks", PATIENCE, () -> ends("one") > 10 && ends("two") > 10);

    // when the platform dies while tasks run, and comes back a while later
    int endedWhileDown = 0;
    for (int kill = 0; kill < kills; kill++) {
      endedWhileDown += killAndRestart(server);
      server = processes.get(processes.size() - 1);
      int startedUntilNow = starts().size();
      Await.until(
          "tasks run again", PATIENCE, () -> starts().size() > startedUntilNow + 3 * GROUPS);
    }
    groups.forEach(id -> api.post("/api/v1/groups/" + id + "/disable", new JsonObject()));
    Await.until("nothing is live", PATIENCE, () -> groups.stream().allMatch(this::isQuiet));

    // then clients and platform tell the same story, and it has no gap and no double
    Set<Long> succeeded = new HashSet<>();
    for (String group : groups) {
      succeeded.addAll(checkStory(api.tasks(group)));
    }
    List<Long> started = starts();
    assertThat(started).doesNotHaveDuplicates();
    assertThat(succeeded).containsExactlyInAnyOrderElementsOf(started);
    assertThat(endedWhileDown).as("reports made while the platform was down").isPositive();
    assertThat(ends("one")).isPositive();
    assertThat(ends("two")).isPositive();
    assertThat(lines("one")).noneMatch(line -> line.endsWith("early"));
    assertThat(lines("two")).noneMatch(line -> line.endsWith("early"));
  }

  /** Kills the platform while tasks run, starts it anew; answers how many ended in between. */
  private int killAndRestart(JavaProcess server) throws IOException {
    // Held, so that what runs at the kill cannot end before it.
    Path hold = Files.createFile(folder.resolve("hold"));
    Await.until("tasks are running", PATIENCE, () -> starts().size() > ends("one") + ends("two"));
    server.killHard();
    int before = ends("one") + ends("two");
    Files.delete(hold);
    Await.until(
        "tasks that ran at the kill have ended meanwhile",
        PATIENCE,
        () -> starts().size() == ends("one") + ends("two"));
    int whileDown = ends("one") + ends("two") - before;
    startServer();
    return whileDown;
  }

  /** Every planned second of a group stands in exactly one row; answers the ids that succeeded. */
  private static Set<Long> checkStory(List<JsonObject> tasks) {
    Set<Long> succeeded = new HashSet<>();
    List<Long> planned = new ArrayList<>();
    for (JsonObject task : tasks) {
      long first = Instant.parse(task.getString("plannedAt")).toEpochMilli();
      assertThat(task.getString("status")).as("%s", task).isIn("SUCCEEDED", "SKIPPED", "CANCELLED");
      for (long i = 0; i < task.getLong("count", 1L); i++) {
        planned.add(first + i * 1_000);
      }
      if (task.getString("status").equals("SUCCEEDED")) {
        succeeded.add(Long.parseLong(task.getString("id")));
      }
    }
    assertThat(planned).doesNotHaveDuplicates();
    TreeSet<Long> inOrder = new TreeSet<>(planned);
    assertThat(inOrder.last() - inOrder.first())
        .as("no second is missing between the first and the last occurrence")
        .isEqualTo((inOrder.size() - 1) * 1_000L);
    return succeeded;
  }

  private List<String> createGroups() {
    JsonArray groups = new JsonArray();
    for (int i = 0; i < GROUPS; i++) {
      groups.add(
          new JsonObject()
              .put("name", "every-second-" + i)
              .put("app", "e2e")
              .put("job", "record")
              .put("enabled", true)
              .put(
                  "trigger",
                  new JsonObject()
                      .put("type", "interval")
                      .put("everyMs", 1_000)
                      .put("mode", "fixed-rate")));
    }
    JsonArray results =
        api.post("/api/v1/groups/batch", new JsonObject().put("groups", groups))
            .getJsonArray("results");
    return results.stream()
        .map(result -> ((JsonObject) result).getJsonObject("group").getString("id"))
        .toList();
  }

  private boolean isQuiet(String group) {
    return api.tasks(group).stream().noneMatch(task -> LIVE.contains(task.getString("status")));
  }

  private JavaProcess startServer() {
    JavaProcess server =
        JavaProcess.start(
            folder.resolve("server.log"),
            Map.of(
                "FSS_DB_URL",
                "sqlite:" + folder.resolve("data"),
                "FSS_CONSOLE_PORT",
                Integer.toString(httpPort),
                "FSS_CONSOLE_TOKEN",
                API_TOKEN,
                "FSS_DISPATCHER_PORT",
                Integer.toString(grpcPort),
                "FSS_REGISTRY_CLIENT_TOKEN",
                CLIENT_TOKEN),
            Fss.class,
            "server");
    processes.add(server);
    Await.until(
        "the platform is ready",
        PATIENCE,
        () -> {
          assertThat(server.isAlive()).as("server: %s", server.said()).isTrue();
          return api.ready();
        });
    return server;
  }

  private void startClient(String name) {
    processes.add(
        JavaProcess.start(
            folder.resolve(name + ".log"),
            Map.of(
                "FSS_CLIENT_ADDRESS", "127.0.0.1:" + grpcPort,
                "FSS_CLIENT_TOKEN", CLIENT_TOKEN,
                "FSS_CLIENT_NAME", name),
            RecordingClient.class,
            folder.resolve(name + ".txt").toString()));
  }

  private List<Long> starts() {
    return Stream.of("one", "two")
        .flatMap(name -> lines(name).stream())
        .filter(line -> line.startsWith("start "))
        .map(line -> Long.parseLong(line.split(" ", -1)[1]))
        .toList();
  }

  private int ends(String name) {
    return (int) lines(name).stream().filter(line -> line.startsWith("end ")).count();
  }

  private List<String> lines(String name) {
    Path file = folder.resolve(name + ".txt");
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
