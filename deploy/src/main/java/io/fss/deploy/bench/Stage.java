package io.fss.deploy.bench;

import io.fss.deploy.rig.Child;
import io.fss.deploy.rig.RunFolder;
import io.fss.deploy.rig.Site;
import io.fss.deploy.rig.Store;
import io.fss.deploy.rig.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The processes and the folder of one run; all of it goes at its end, also by Ctrl-C. */
final class Stage implements AutoCloseable {
  private static final int ENDED_WITHIN_S = 10;

  private final BenchOptions options;
  private final Store store;
  private final Site site;
  private final Api api;
  private final List<Child> children = new ArrayList<>();
  private final List<ClientProcess> clients = new ArrayList<>();
  private final Thread hook = new Thread(this::clear, "bench-clear");
  private ServerProcess server;

  private Stage(BenchOptions options, Store store, Site site) {
    this.options = options;
    this.store = store;
    this.site = site;
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

  /** Starts the platform. */
  ServerProcess startServer() throws InterruptedException {
    server = ServerProcess.start(this, options.serverJvm());
    return server;
  }

  /** Starts the clients and waits until all are registered. */
  List<ClientProcess> startClients() throws InterruptedException {
    for (int i = 1; i <= options.clients(); i++) {
      ClientProcess client = ClientProcess.start("client-" + i, site, options);
      owns(client.child());
      clients.add(client);
    }
    for (ClientProcess client : clients) {
      client.awaitReady();
    }
    return List.copyOf(clients);
  }

  synchronized void owns(Child child) {
    children.add(child);
  }

  Usage serverUsage() {
    return server.child().usage();
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
    if (server != null) {
      server.child().process().destroy();
      awaitEnd(server.child());
    }
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
