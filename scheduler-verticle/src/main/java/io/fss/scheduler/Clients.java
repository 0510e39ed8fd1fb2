package io.fss.scheduler;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.bus.v1.ClientView;
import io.fss.proto.bus.v1.ClientsChanged;
import io.fss.proto.bus.v1.ViewRequest;
import io.fss.proto.v1.JobDeclaration;
import io.fss.proto.v1.Mode;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scheduler's copy of the registry's view: a versioned snapshot plus deltas; after a gap it is
 * fetched again. A stale copy costs a refused dispatch, never a doubled task.
 */
final class Clients {
  private static final Logger log = LoggerFactory.getLogger(Clients.class);

  private static final int STRANGERS = 5;
  // Selectors of one job whose clients are kept.
  private static final int SELECTORS = 1_000;

  private final Bus bus;
  private final Runnable changed;
  private final Map<String, ClientInfo> sessions = new HashMap<>();
  private final Map<Job, Map<String, ClientInfo>> online = new HashMap<>();
  // The same in lists, made when they are asked for: that is more often than they change.
  private final Map<Job, List<ClientInfo>> lists = new HashMap<>();
  private final Map<Job, Map<String, ClientInfo>> names = new HashMap<>();
  private final Map<Job, Map<String, List<ClientInfo>>> meant = new HashMap<>();
  private String registry = "";
  private long version;
  private boolean fetching;
  // Highest version that each registry told while the view was on its way; the view may be older.
  private final Map<String, Long> toldMeanwhile = new HashMap<>();
  // How often others told something since the registry of the view did.
  private int strangers;
  private Bus.Service subscription;

  /**
   * Makes an empty view.
   *
   * @param changed called after every change of the view
   */
  Clients(Bus bus, Runnable changed) {
    this.bus = bus;
    this.changed = changed;
  }

  /** Starts to listen and fetches the view; succeeds also when no registry answers yet. */
  Future<Void> start() {
    subscription = bus.subscribe(Channels.REGISTRY_CHANGED, this::apply);
    return subscription.ready().compose(ready -> refresh());
  }

  Future<Void> stop() {
    return subscription == null ? Future.succeededFuture() : subscription.close();
  }

  /** Fetches the whole view; called again by the sweep while there is none. */
  Future<Void> refresh() {
    if (fetching) {
      return Future.succeededFuture();
    }
    fetching = true;
    toldMeanwhile.clear();
    return bus.request(Channels.REGISTRY_VIEW, ViewRequest.getDefaultInstance())
        .transform(
            view -> {
              fetching = false;
              if (view.succeeded()) {
                replace(view.result());
                if (toldMeanwhile.getOrDefault(registry, 0L) > version) {
                  return refresh();
                }
              } else {
                registry = "";
                log.debug("no registry answers: {}", view.cause().getMessage());
              }
              return Future.succeededFuture();
            });
  }

  boolean known() {
    return !registry.isEmpty();
  }

  ClientInfo session(String session) {
    return sessions.get(session);
  }

  boolean isOnline(String session) {
    ClientInfo client = sessions.get(session);
    return client != null && client.getOnline();
  }

  /** The online clients of a job that work can be sent to, in a stable order. */
  List<ClientInfo> online(Job job) {
    Map<String, ClientInfo> clients = online.get(job);
    return clients == null
        ? List.of()
        : lists.computeIfAbsent(job, changed -> List.copyOf(clients.values()));
  }

  /** The online clients that are meant, in a stable order. */
  List<ClientInfo> online(Demand demand) {
    if (demand.selector().isEmpty() || !anyOnline(demand.job())) {
      return online(demand.job());
    }
    Selector selector = Selector.of(demand.selector());
    return selector.client().isEmpty()
        ? labelled(demand.job(), demand.selector(), selector)
        : named(demand.job(), selector);
  }

  private List<ClientInfo> labelled(Job job, String text, Selector selector) {
    Map<String, List<ClientInfo>> bySelector =
        meant.computeIfAbsent(job, changed -> new HashMap<>());
    if (bySelector.size() >= SELECTORS) {
      bySelector.clear();
    }
    return bySelector.computeIfAbsent(
        text, changed -> online(job).stream().filter(selector::means).toList());
  }

  /** One at most: a newer session of a client takes the place of the older one. */
  private List<ClientInfo> named(Job job, Selector selector) {
    ClientInfo client =
        names
            .computeIfAbsent(
                job,
                changed -> {
                  Map<String, ClientInfo> byName = new HashMap<>();
                  online(job).forEach(one -> byName.put(one.getClient(), one));
                  return byName;
                })
            .get(selector.client());
    return client == null || !selector.means(client) ? List.of() : List.of(client);
  }

  boolean anyOnline(Job job) {
    return online.containsKey(job);
  }

  private void replace(ClientView view) {
    registry = view.getRegistry();
    version = view.getVersion();
    strangers = 0;
    sessions.clear();
    online.clear();
    lists.clear();
    names.clear();
    meant.clear();
    view.getClientsList().forEach(this::put);
    changed.run();
  }

  private void apply(ClientsChanged delta) {
    if (delta.getShared() && isOfAnother(delta) && ++strangers < STRANGERS) {
      return;
    }
    boolean follows =
        delta.getRegistry().equals(registry) && delta.getFromVersion() == version && !fetching;
    if (!follows) {
      if (fetching) {
        toldMeanwhile.merge(delta.getRegistry(), delta.getToVersion(), Math::max);
      }
      if (!delta.getRegistry().equals(registry) || delta.getToVersion() > version) {
        refresh();
      }
      return;
    }
    version = delta.getToVersion();
    strangers = 0;
    delta.getRemovedList().forEach(this::remove);
    delta.getChangedList().forEach(this::put);
    changed.run();
  }

  /**
   * Registries with one store tell the same, each with versions of its own: one of them is
   * followed, and left when it says nothing any more.
   */
  private boolean isOfAnother(ClientsChanged delta) {
    return known() && !fetching && !delta.getRegistry().equals(registry);
  }

  private void put(ClientInfo client) {
    remove(client.getSession());
    sessions.put(client.getSession(), client);
    if (client.getOnline() && accepts(client) && reachable(client)) {
      for (JobDeclaration job : client.getJobsList()) {
        Job key = job(client, job);
        online
            .computeIfAbsent(key, first -> new LinkedHashMap<>())
            .put(client.getSession(), client);
        forget(key);
      }
    }
  }

  /** Whether neither an operator nor the client itself keeps new work away from it. */
  private static boolean accepts(ClientInfo client) {
    return !client.hasRule() && !client.getDraining();
  }

  /** In stream mode work finds no way while no dispatcher holds the client's stream. */
  private static boolean reachable(ClientInfo client) {
    return client.getMode() != Mode.MODE_STREAM || !client.getEdge().isEmpty();
  }

  private void remove(String session) {
    ClientInfo old = sessions.remove(session);
    if (old == null) {
      return;
    }
    for (JobDeclaration declared : old.getJobsList()) {
      forget(job(old, declared));
      online.computeIfPresent(
          job(old, declared),
          (job, clients) -> {
            clients.remove(session);
            return clients.isEmpty() ? null : clients;
          });
    }
  }

  private void forget(Job job) {
    lists.remove(job);
    names.remove(job);
    meant.remove(job);
  }

  private static Job job(ClientInfo client, JobDeclaration job) {
    return new Job(client.getNamespace(), client.getApp(), job.getName());
  }
}
