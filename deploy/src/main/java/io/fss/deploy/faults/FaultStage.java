package io.fss.deploy.faults;

import io.fss.deploy.rig.Ground;
import io.fss.deploy.rig.HttpApi;
import io.fss.deploy.rig.Namespaces;
import io.fss.deploy.rig.Patience;
import io.fss.deploy.rig.RedisServer;
import io.fss.deploy.rig.RunFailure;
import io.fss.deploy.rig.RunFolder;
import io.fss.deploy.rig.Site;
import io.fss.deploy.rig.Store;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The processes of one fault run and their folder; all of it goes at its end, also by Ctrl-C. */
final class FaultStage implements AutoCloseable {
  private static final Duration HEALED_WITHIN = Duration.ofSeconds(90);
  private static final Duration DRAINED_WITHIN = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  // With a server the platform goes by its clock, and knows that as well as it answers quickly.
  private static final long SKEW_MS = 50;
  private static final List<String> MODES = List.of("direct", "stream", "auto");
  private static final String KEPT = Integer.toString(1_000_000);

  private final Belongings belongings;
  private final Thread hook;
  private final RunFolder folder;
  private final Store store;
  private final RedisServer redis;
  private final Platform platform;
  private final List<ClientSeat> clients = new ArrayList<>();
  private final Records records;
  private final Map<String, String> groupIds = new TreeMap<>();
  private final Map<String, Long> stoppedMs = new HashMap<>();
  private List<GroupPlan> groups = List.of();
  private long begunMs;

  private FaultStage(FaultOptions options, Belongings belongings, Thread hook)
      throws InterruptedException {
    this.belongings = belongings;
    this.hook = hook;
    this.folder = belongings.add(() -> RunFolder.make("fss-faults-"), made -> end(made, options));
    this.store = belongings.add(() -> options.storage().open(folder.path(), false), Store::close);
    this.records = new Records(store);
    Map<String, String> settings = new HashMap<>();
    // What is kept is what everything is held against.
    settings.put("FSS_SCHEDULER_HISTORY_PER_GROUP", KEPT);
    if (options.redis()) {
      this.redis = belongings.add(() -> RedisServer.start(folder.path()), RedisServer::close);
      settings.put("FSS_REDIS_URL", redis.url());
    } else {
      this.redis = null;
    }
    Vertx vertx = belongings.add(FaultStage::oneLoop, Vertx::close);
    Context context = vertx.getOrCreateContext();
    Ground ground =
        belongings.add(
            () -> options.network() ? Namespaces.make(options.members()) : Ground.loopback(),
            Ground::close);
    List<Member> members =
        place(new Members(vertx, context, ground, belongings), options, settings);
    Site site = members.get(0).site();
    this.platform = new Platform(members);
    for (int i = 0; i < options.clients(); i++) {
      int port = freePort();
      Wire wire = Wire.lay(vertx, context, ground.outside(), edges(members, i), port);
      String name = "client-" + (i + 1);
      String mode = MODES.get(i % MODES.size());
      clients.add(
          belongings.add(() -> new ClientSeat(site, name, mode, port, wire), ClientSeat::close));
    }
  }

  private List<Member> place(Members all, FaultOptions options, Map<String, String> settings)
      throws InterruptedException {
    try {
      return all.place(options.members(), Site.pick(folder.path(), store.url()), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of all members; clients begin with different ones. */
  private static List<SocketAddress> edges(List<Member> members, int client) {
    List<SocketAddress> edges = new ArrayList<>(members.stream().map(Member::edge).toList());
    Collections.rotate(edges, client);
    return edges;
  }

  private static void end(RunFolder folder, FaultOptions options) {
    folder.keep(options.logs(), file -> true);
    folder.delete();
  }

  private static Vertx oneLoop() {
    return Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  }

  /** Starts the database, and Redis where it is wanted; leaves nothing behind when that fails. */
  static FaultStage open(FaultOptions options) throws InterruptedException {
    Belongings belongings = new Belongings();
    Thread hook = new Thread(belongings::close, "faults-clear");
    Runtime.getRuntime().addShutdownHook(hook);
    FaultStage stage = null;
    try {
      stage = new FaultStage(options, belongings, hook);
      return stage;
    } finally {
      if (stage == null) {
        clear(belongings, hook);
      }
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells of every process that ends although nobody ended it. */
  void watch(Consumer<RunFailure> alarm) {
    store.watch(alarm);
    if (redis != null) {
      redis.watch(alarm);
    }
    platform.watch(alarm);
    clients.forEach(client -> client.watch(alarm));
  }

  Platform platform() {
    return platform;
  }

  List<ClientSeat> clients() {
    return clients;
  }

  Store store() {
    return store;
  }

  /** Null where there is none. */
  RedisServer redis() {
    return redis;
  }

  Records records() {
    return records;
  }

  Path folder() {
    return folder.path();
  }

  /** Starts the platform and the clients; returns when all of them are there. */
  void start() throws InterruptedException {
    platform.start();
    platform.awaitReady();
    clients.forEach(ClientSeat::start);
    awaitClients();
  }

  /** Creates groups; {@code plans} are asked for with the time at which the first are due. */
  void create(java.util.function.LongFunction<List<GroupPlan>> plans) throws InterruptedException {
    begunMs = (System.currentTimeMillis() / 1_000 + 3) * 1_000;
    groups = plans.apply(begunMs);
    JsonArray definitions = new JsonArray();
    groups.forEach(group -> definitions.add(group.definition()));
    JsonArray made =
        api()
            .post("/api/v1/groups/batch?answer=ids", new JsonObject().put("groups", definitions))
            .getJsonArray("results");
    for (int i = 0; i < groups.size(); i++) {
      String id = made.getJsonObject(i).getString("id");
      if (id == null) {
        throw new RunFailure("a group was refused: " + made.getJsonObject(i));
      }
      groupIds.put(groups.get(i).name(), id);
    }
  }

  String groupId(String name) {
    return groupIds.get(name);
  }

  HttpApi api() {
    return platform.api();
  }

  /** Returns when the platform is ready and every client is online. */
  void awaitHealed() throws InterruptedException {
    platform.awaitReady();
    awaitClients();
  }

  private void awaitClients() throws InterruptedException {
    Set<String> wanted = clients.stream().map(ClientSeat::name).collect(Collectors.toSet());
    if (!Patience.until(HEALED_WITHIN, LOOK_EVERY, () -> online().containsAll(wanted))) {
      throw new RunFailure("clients %s are online, should be %s".formatted(online(), wanted));
    }
  }

  private Set<String> online() {
    try {
      return new JsonObject(api().text("/api/v1/clients"))
          .getJsonArray("items").stream()
              .map(JsonObject.class::cast)
              .filter(client -> client.getBoolean("online") && client.getBoolean("accepting"))
              .map(client -> client.getString("client"))
              .collect(Collectors.toSet());
    } catch (RunFailure notNow) {
      return Set.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFailure("interrupted", e);
    }
  }

  /** Disables every group; what runs may end. Returns when nothing is live, or not for long. */
  void drain() throws InterruptedException {
    for (GroupPlan group : groups) {
      stoppedMs.put(group.name(), System.currentTimeMillis());
      api().post("/api/v1/groups/" + groupId(group.name()) + "/disable", new JsonObject());
    }
    // What is still there then is told by the checker.
    Patience.until(DRAINED_WITHIN, LOOK_EVERY, () -> records.live() == 0);
  }

  /** Ends the clients and the platform politely, so that what they know is written down. */
  void stop() throws InterruptedException {
    for (ClientSeat client : clients) {
      client.stop();
    }
    platform.stop();
  }

  /**
   * All that is known.
   *
   * @param runs acknowledged runs by hand, by key
   */
  Story story(Map<String, Long> runs) {
    Map<String, GroupPlan> plans = new TreeMap<>();
    groups.forEach(group -> plans.put(group.name(), group));
    Collection<ProcessStory> processes =
        clients.stream().flatMap(client -> client.stories().stream()).toList();
    List<TaskRecord> tasks = records.tasks();
    List<AttemptRecord> attempts = records.attempts();
    write("tasks.rows", tasks);
    write("attempts.rows", attempts);
    long skewMs = store.isServer() ? SKEW_MS : 0;
    return new Story(plans, stoppedMs, begunMs, skewMs, processes, tasks, attempts, runs);
  }

  private void write(String file, List<?> rows) {
    try {
      Files.write(folder.path().resolve(file), rows.stream().map(Object::toString).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    clear(belongings, hook);
  }

  private static void clear(Belongings belongings, Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // This process is being ended: whoever comes second finds nothing left.
    }
    belongings.close();
  }
}
