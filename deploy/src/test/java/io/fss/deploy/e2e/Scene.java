package io.fss.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.deploy.Fss;
import io.fss.kernel.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One platform, two copies of one client program, all real processes, and groups that fire every
 * second; what the clients write down is held against what the platform tells.
 */
final class Scene implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String API_TOKEN = "api-token-of-the-end-to-end-test";
  private static final String CLIENT_TOKEN = "client-token-of-the-end-to-end-test";
  private static final int LOGS_READ = 50;
  private static final int FIRST = 2;
  private static final List<String> CLIENTS = List.of("one", "two");
  private static final Set<String> LIVE = Set.of("WAITING", "DISPATCHED", "RUNNING", "STOPPING");

  private final Path folder;
  private final Map<String, String> settings;
  private final List<Member> all = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private final List<JavaProcess> processes = new ArrayList<>();
  private final Map<String, JavaProcess> clients = new HashMap<>();
  private Api api;
  private List<String> groups = List.of();

  Scene(Path folder, String databaseUrl) {
    this(folder, Map.of("FSS_DB_URL", databaseUrl));
  }

  /** With these settings of the platform besides ports and tokens. */
  Scene(Path folder, Map<String, String> settings) {
    this(folder, settings, List.of(Map.of()));
  }

  /**
   * With as many processes of the platform as there are settings of their own, of which two start.
   */
  Scene(Path folder, Map<String, String> settings, List<Map<String, String>> own) {
    this.folder = folder;
    this.settings = settings;
    own.forEach(each -> all.add(new Member(all.size(), each)));
    all.stream().limit(FIRST).forEach(members::add);
    this.api = members.get(0).api;
  }

  /** One process of the platform. */
  private static final class Member {
    private final int number;
    private final Map<String, String> own;
    private final int httpPort = freePort();
    private final int grpcPort = freePort();
    private final Api api = new Api(httpPort, API_TOKEN);
    private JavaProcess process;

    private Member(int number, Map<String, String> own) {
      this.number = number;
      this.own = own;
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts everything, and waits until both clients have run tasks of this many groups. */
  void begin(int groupCount) {
    members.forEach(this::start);
    CLIENTS.forEach(this::startClient);
    Await.until(
        "both clients are online",
        PATIENCE,
        () -> api.get("/api/v1/clients").getJsonArray("items").size() == CLIENTS.size());
    groups = createGroups(groupCount);
    Await.until(
        "both clients have run tasks", PATIENCE, () -> ends("one") > 10 && ends("two") > 10);
  }

  private void start(Member member) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.putAll(member.own);
    environment.put("FSS_CONSOLE_PORT", Integer.toString(member.httpPort));
    environment.put("FSS_CONSOLE_TOKEN", API_TOKEN);
    environment.put("FSS_DISPATCHER_PORT", Integer.toString(member.grpcPort));
    environment.put("FSS_REGISTRY_CLIENT_TOKEN", CLIENT_TOKEN);
    Path log = folder.resolve("server-" + member.number + ".log");
    member.process = JavaProcess.start(log, environment, Fss.class, "server");
    processes.add(member.process);
    Await.until(
        "the platform is ready",
        PATIENCE,
        () -> {
          assertThat(member.process.isAlive()).as("%s", member.process.said()).isTrue();
          return member.api.ready();
        });
  }

  /** Kills one of several processes of the platform, and asks another one from then on. */
  void killForGood(int number) {
    Member killed = all.get(number);
    members.remove(killed);
    killed.process.killHard();
    api = members.get(0).api;
  }

  /** Starts one of several processes that is not there yet. */
  void join(int number) {
    members.add(all.get(number));
    start(all.get(number));
  }

  /** What one of several processes wrote to its log. */
  String said(int number) {
    return all.get(number).process.said();
  }

  private JavaProcess server() {
    return members.get(0).process;
  }

  private void startClient(String name) {
    clients.put(
        name,
        JavaProcess.start(
            folder.resolve(name + ".log"),
            Map.of(
                "FSS_CLIENT_ADDRESS",
                addresses(),
                "FSS_CLIENT_HOST",
                host(),
                "FSS_CLIENT_TOKEN",
                CLIENT_TOKEN,
                "FSS_CLIENT_NAME",
                name,
                // One is called by the platform, the other opens a stream: they must be alike.
                "FSS_CLIENT_MODE",
                name.equals("one") ? "auto" : "stream"),
            RecordingClient.class,
            folder.resolve(name + ".txt").toString()));
    processes.add(clients.get(name));
  }

  private String addresses() {
    String host = host().contains(":") ? "[" + host() + "]" : host();
    return all.stream()
        .map(member -> host + ":" + member.grpcPort)
        .collect(Collectors.joining(","));
  }

  /** Where the edge and the clients listen. */
  private String host() {
    return settings.getOrDefault("FSS_DISPATCHER_HOST", "127.0.0.1");
  }

  private List<String> createGroups(int count) {
    JsonArray made = new JsonArray();
    for (int i = 0; i < count; i++) {
      made.add(
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
        api.post("/api/v1/groups/batch", new JsonObject().put("groups", made))
            .getJsonArray("results");
    return results.stream()
        .map(result -> ((JsonObject) result).getJsonObject("group").getString("id"))
        .toList();
  }

  /** Kills the platform while tasks run, starts it anew; answers how many ended in between. */
  int killAndRestart() {
    // Held, so that what runs at the kill cannot end before it; what began before may have.
    Path hold = hold();
    int begun = starts().size();
    Await.until("tasks are running", PATIENCE, () -> starts().size() > begun);
    server().killHard();
    int before = ends();
    letGo(hold);
    Await.until(
        "tasks that ran at the kill have ended meanwhile",
        PATIENCE,
        () -> starts().size() == ends());
    int whileDown = ends() - before;
    start(members.get(0));
    return whileDown;
  }

  /** Asks a client to end while tasks run on it; answers how many of them it still ended. */
  int drain(String client) {
    Path hold = hold();
    int begun = starts(client);
    Await.until("tasks run there", PATIENCE, () -> starts(client) > begun);
    int before = ends(client);
    clients.get(client).askToEnd();
    letGo(hold);
    clients.get(client).await();
    assertThat(ends(client)).as("what it began it ended").isEqualTo(starts(client));
    return ends(client) - before;
  }

  /** An operator wants a client to stop. */
  void kick(String name) {
    api.post(
        "/api/v1/clients/kick",
        new JsonObject().put("app", "e2e").put("client", name).put("reason", "rollout"));
  }

  /** Names of the clients that are registered. */
  List<String> clients() {
    return api.get("/api/v1/clients").getJsonArray("items").stream()
        .map(client -> ((JsonObject) client).getString("client"))
        .toList();
  }

  /** How the platform reaches them: {@code direct} or {@code stream}. */
  List<String> modes() {
    return api.get("/api/v1/clients").getJsonArray("items").stream()
        .map(client -> ((JsonObject) client).getString("mode"))
        .toList();
  }

  /** From now on tasks start and do not end. */
  Path hold() {
    try {
      return Files.createFile(folder.resolve("hold"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void letGo(Path hold) {
    try {
      Files.delete(hold);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns when tasks of several seconds, planned from now on, have started. */
  void tasksRunAgain() {
    long now = System.currentTimeMillis();
    Await.until(
        "tasks run again",
        PATIENCE,
        () -> {
          assertThat(server().isAlive()).as("server: %s", server().said()).isTrue();
          return starts().stream().filter(start -> start.plannedMs() > now).count()
              > 3L * groups.size();
        });
  }

  /** Stops the groups, and holds what the clients wrote against what the platform tells. */
  void checkStory() {
    groups.forEach(id -> api.post("/api/v1/groups/" + id + "/disable", new JsonObject()));
    Await.until("nothing is live", PATIENCE, () -> groups.stream().allMatch(this::isQuiet));

    Set<Long> succeeded = new HashSet<>();
    for (String group : groups) {
      succeeded.addAll(checkStory(api.tasks(group)));
    }
    List<Long> started = starts().stream().map(Start::taskId).toList();
    assertThat(started).doesNotHaveDuplicates();
    assertThat(succeeded).containsExactlyInAnyOrderElementsOf(started);
    // Lines travel on a connection of their own, and may come after the result.
    succeeded.stream().limit(LOGS_READ).forEach(this::awaitLog);
    for (String client : CLIENTS) {
      assertThat(ends(client)).isPositive();
      assertThat(lines(client)).noneMatch(line -> line.endsWith("early"));
    }
  }

  private void awaitLog(long task) {
    Await.until(
        "what task " + task + " said is there, once",
        PATIENCE,
        () -> api.log(task).equals(List.of(RecordingClient.said(task))));
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

  private boolean isQuiet(String group) {
    return api.tasks(group).stream().noneMatch(task -> LIVE.contains(task.getString("status")));
  }

  /** What a client wrote when a task started. */
  record Start(long taskId, long plannedMs, long atMs) {
    private static Start of(String line) {
      String[] words = line.split(" ", -1);
      return new Start(
          Long.parseLong(words[1]), Long.parseLong(words[3]), Long.parseLong(words[4]));
    }
  }

  List<Start> starts() {
    return CLIENTS.stream()
        .flatMap(name -> lines(name).stream())
        .filter(line -> line.startsWith("start "))
        .map(Start::of)
        .toList();
  }

  private int ends() {
    return CLIENTS.stream().mapToInt(this::ends).sum();
  }

  private int starts(String name) {
    return (int) lines(name).stream().filter(line -> line.startsWith("start ")).count();
  }

  private int ends(String name) {
    return (int) lines(name).stream().filter(line -> line.startsWith("end ")).count();
  }

  private List<String> lines(String name) {
    Path file = folder.resolve(name + ".txt");
    try {
      if (!Files.exists(file)) {
        return List.of();
      }
      String text = Files.readString(file);
      // A line that is being written is not there yet.
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean ready() {
    return api.ready();
  }

  /** The most memory that the platform's process has had. */
  long serverPeakMb() {
    return server().peakMb();
  }

  /** What the platform wrote to its log. */
  String serverSaid() {
    return server().said();
  }

  @Override
  public void close() {
    processes.forEach(JavaProcess::close);
  }
}
