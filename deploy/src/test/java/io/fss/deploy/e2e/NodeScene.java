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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** One platform, and clients in Node.js that it gives the tasks of two groups, one for each job. */
final class NodeScene implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String API_TOKEN = "api-token-of-the-node-test";
  private static final String CLIENT_TOKEN = "client-token-of-the-node-test";

  private final Path folder;
  private final NodeProgram program;
  private final Map<String, String> settings;
  private final int httpPort = freePort();
  private final int grpcPort = freePort();
  private final Api api = new Api(httpPort, API_TOKEN);
  private final List<NodeProcess> clients = new ArrayList<>();
  private final Map<String, String> groups = new HashMap<>();
  private JavaProcess server;

  /**
   * Starts the platform and makes the groups.
   *
   * @param settings of the platform besides database, ports and tokens
   * @param lease of the groups
   */
  NodeScene(Path folder, NodeProgram program, Map<String, String> settings, Duration lease) {
    this.folder = folder;
    this.program = program;
    this.settings = settings;
    startServer();
    for (String job : List.of("count", "charge")) {
      groups.put(job, api.post("/api/v1/groups", group(job, lease)).getString("id"));
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonObject group(String job, Duration lease) {
    return new JsonObject()
        .put("name", job)
        .put("app", "sample-node")
        .put("job", job)
        .put("trigger", new JsonObject().put("type", "manual"))
        .put("data", new JsonObject().put("counted", 10))
        .put(
            "policies",
            new JsonObject()
                .put("maxTries", 2)
                .put("retryDelayMs", 100)
                .put("leaseMs", lease.toMillis()));
  }

  void startServer() {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("FSS_DB_URL", "sqlite:" + folder.resolve("data"));
    environment.put("FSS_CONSOLE_PORT", Integer.toString(httpPort));
    environment.put("FSS_CONSOLE_TOKEN", API_TOKEN);
    environment.put("FSS_DISPATCHER_PORT", Integer.toString(grpcPort));
    environment.put("FSS_REGISTRY_CLIENT_TOKEN", CLIENT_TOKEN);
    server = JavaProcess.start(folder.resolve("server.log"), environment, Fss.class, "server");
    Await.until(
        "the platform is ready",
        PATIENCE,
        () -> {
          assertThat(server.isAlive()).as("server: %s", server.said()).isTrue();
          return api.ready();
        });
  }

  void killServer() {
    server.killHard();
  }

  /** Starts a client of that name, with these variables, and waits until commands reach it. */
  NodeProcess startClient(String name, Map<String, String> variables) {
    Map<String, String> environment = new HashMap<>(variables);
    environment.put("FSS_CLIENT_ADDRESS", "127.0.0.1:" + grpcPort);
    environment.put("FSS_CLIENT_TOKEN", CLIENT_TOKEN);
    environment.put("FSS_CLIENT_NAME", name);
    Path output = folder.resolve("client-%d.log".formatted(clients.size()));
    NodeProcess client = program.start(output, environment);
    clients.add(client);
    client.awaitSaid("commands come over a stream");
    return client;
  }

  /** What the platform lists of clients. */
  List<JsonObject> clients() {
    return objects(api.get("/api/v1/clients").getJsonArray("items"));
  }

  /** Makes a task of a job that is due now; answers its id. */
  long run(String job, JsonObject params) {
    JsonObject made =
        api.post(
            "/api/v1/groups/" + groups.get(job) + "/run", new JsonObject().put("params", params));
    return Long.parseLong(made.getString("taskId"));
  }

  JsonObject task(long id) {
    return api.get("/api/v1/tasks/" + id);
  }

  /** The task, once it is as wanted. */
  JsonObject await(long id, String what, Predicate<JsonObject> wanted) {
    Await.until("task " + id + " " + what, PATIENCE, () -> wanted.test(task(id)));
    return task(id);
  }

  JsonObject awaitStatus(long id, String status) {
    return await(id, "is " + status, task -> task.getString("status").equals(status));
  }

  void cancel(long task, String reason) {
    api.post("/api/v1/tasks/" + task + "/cancel", new JsonObject().put("reason", reason));
  }

  /** The data of a job's group. */
  JsonObject data(String job) {
    return api.get("/api/v1/groups/" + groups.get(job)).getJsonObject("data");
  }

  /** Lines come on a way of their own, maybe after the end of their task. */
  void awaitLog(long task, String... messages) {
    Await.until(
        "what task " + task + " said is there, once",
        PATIENCE,
        () -> api.log(task).equals(List.of(messages)));
  }

  static List<JsonObject> objects(JsonArray items) {
    return items.stream().map(JsonObject.class::cast).toList();
  }

  @Override
  public void close() {
    clients.forEach(NodeProcess::close);
    server.close();
  }
}
