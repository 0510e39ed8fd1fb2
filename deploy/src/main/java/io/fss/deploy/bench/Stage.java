package io.fss.deploy.bench;

import io.fss.deploy.rig.Child;
import io.fss.deploy.rig.Programs;
import io.fss.deploy.rig.RedisServer;
import io.fss.deploy.rig.RunFolder;
import io.fss.deploy.rig.Site;
import io.fss.deploy.rig.Store;
import io.fss.deploy.rig.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The processes and the folder of one run; all of it goes at its end, also by Ctrl-C. */
final class Stage implements AutoCloseable {
  private static final int ENDED_WITHIN_S = 10;

  private final BenchOptions options;
  private final Store store;
  private final Site site;
  // Of all processes of the platform; that of the first is the one the driver asks.
  private final List<Site> sites = new ArrayList<>();
  private final Api api;
  private final List<Child> children = new ArrayList<>();
  private final List<ClientProcess> clients = new ArrayList<>();
  private final Thread hook = new Thread(this::clear, "bench-clear");
  private final List<ServerProcess> servers = new ArrayList<>();
  private final List<Map<String, String>> environments = new ArrayList<>();
  private RedisServer redis;

  private Stage(BenchOptions options, Store store, Site site) {
    this.options = options;
    this.store = store;
    this.site = site;
    sites.add(site);
    this.api = new Api(site);
  }

  /** An empty one. */
  static Stage open(BenchOptions options) {
    try {
      Path folder = RunFolder.make("fss-benchmark-").path();
      Store store = options.storage().open(folder, options.statements());
      Stage stage = new Stage(options, store, Site.pick(folder, store.url()));
      Runtime.getRuntime().addShutdownHook(stage.hook);
      return stage;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  BenchOptions options() {
    return options;
  }

  Store store() {
    return store;
  }

  Site site() {
    return site;
  }

  Api api() {
    return api;
  }

  /** Starts the platform; answers its last process, which joined all others. */
  ServerProcess startServer() throws InterruptedException {
    servers.clear();
    environments.clear();
    if (options.members() == 1) {
      servers.add(ServerProcess.start(this, "server", site, Map.of(), options.serverJvm()));
    } else {
      startMembers();
    }
    return servers.get(servers.size() - 1);
  }

  private void startMembers() throws InterruptedException {
    try {
      if (redis == null) {
        redis = RedisServer.start(site.folder());
      }
      List<Integer> ports = new ArrayList<>();
      for (int i = 0; i < options.members(); i++) {
        ports.add(Programs.freePort());
      }
      String members =
          ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
      String secret = Site.secret();
      for (int i = 0; i < options.members(); i++) {
        if (i >= sites.size()) {
          sites.add(site.beside(site.host(), site.dbUrl()));
        }
        Map<String, String> settings =
            Map.of(
                "FSS_REDIS_URL",
                redis.url(),
                "FSS_CLUSTER_ENABLED",
                "true",
                "FSS_CLUSTER_SECRET",
                secret,
                "FSS_CLUSTER_MEMBERS",
                members,
                "FSS_CLUSTER_PORT",
                ports.get(i).toString());
        environments.add(settings);
        servers.add(member(i));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ServerProcess member(int number) throws InterruptedException {
    return ServerProcess.start(
        this,
        "server-" + (number + 1),
        sites.get(number),
        environments.get(number),
        options.serverJvm());
  }

  /** Disturbs one process of the platform; returns when it is ready again. */
  void disturb(int number) throws InterruptedException {
    Child child = servers.get(number).child();
    if (options.disturbance() == Disturbance.KILL) {
      child.kill();
    } else {
      child.stop();
    }
    servers.set(number, member(number));
  }

  /** Ends the platform politely. */
  void stopServer() throws InterruptedException {
    for (ServerProcess one : servers) {
      one.child().stop();
    }
  }

  /** Starts the clients and waits until all are registered. */
  List<ClientProcess> startClients() throws InterruptedException {
    for (int i = 1; i <= options.clients(); i++) {
      ClientProcess client = ClientProcess.start("client-" + i, edges(i), site, options);
      owns(client.child());
      clients.add(client);
    }
    for (ClientProcess client : clients) {
      client.awaitReady();
    }
    return List.copyOf(clients);
  }

  /** Where the processes of the platform are; clients begin with different ones. */
  private String edges(int client) {
    List<String> all =
        new ArrayList<>(sites.stream().map(one -> one.host() + ":" + one.grpcPort()).toList());
    Collections.rotate(all, client - 1);
    return String.join(",", all);
  }

  /** Attempts that each process of the platform has booked. */
  List<Long> booked() throws InterruptedException {
    List<Long> booked = new ArrayList<>();
    for (ServerProcess one : servers) {
      booked.add((long) Meter.sum(one.api().metrics(), "fss_tasks_booked_total").orElse(0));
    }
    return booked;
  }

  synchronized void owns(Child child) {
    children.add(child);
  }

  Usage serverUsage() {
    return servers.stream()
        .map(one -> one.child().usage())
        .reduce(Usage::plus)
        .orElse(Usage.NOTHING);
  }

  double clientsCpuSeconds() {
    return clients.stream().mapToDouble(client -> client.child().usage().cpuSeconds()).sum();
  }

  /** The last lines of every log. */
  synchronized List<String> tails() {
    return children.stream().flatMap(child -> child.tail().stream()).toList();
  }

  /** Ends the platform politely, so that what its JVM was asked to record is written. */
  @Override
  public void close() {
    clients.forEach(client -> client.child().close());
    servers.forEach(one -> one.child().process().destroy());
    servers.forEach(one -> awaitEnd(one.child()));
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is being ended: the hook clears at this moment.
      return;
    }
    clear();
  }

  private synchronized void clear() {
    children.forEach(Child::close);
    children.forEach(Stage::awaitEnd);
    if (redis != null) {
      redis.close();
    }
    store.close();
    RunFolder folder = new RunFolder(site.folder());
    folder.keep(options.logs(), file -> file.toString().endsWith(".log"));
    folder.delete();
  }

  private static void awaitEnd(Child child) {
    try {
      // Files can go only when nobody writes them any more.
      child.process().waitFor(ENDED_WITHIN_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
