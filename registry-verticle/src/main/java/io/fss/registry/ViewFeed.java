package io.fss.registry;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.ClientView;
import io.fss.proto.bus.v1.ClientsChanged;
import io.vertx.core.Future;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/** Tells everybody who is there: a numbered snapshot on request, changes as they happen. */
final class ViewFeed {
  private final Bus bus;
  private final Roster roster;
  private final Watch watch;
  private final String registry;
  private final boolean shared;
  private final Set<Session> changed = new LinkedHashSet<>();
  private final Set<String> removed = new LinkedHashSet<>();
  private long version = 1;

  ViewFeed(Bus bus, Roster roster, Watch watch, boolean shared) {
    this.bus = bus;
    this.roster = roster;
    this.watch = watch;
    this.shared = shared;
    // Versions count from one in every instance, so every instance needs a name of its own.
    this.registry = bus.node() + "-" + UUID.randomUUID();
  }

  /** Name of this instance in everything it publishes. */
  String registry() {
    return registry;
  }

  void changed(Session session) {
    changed.add(session);
  }

  void removed(Session session) {
    changed.remove(session);
    removed.add(session.id());
  }

  /** Publishes what changed since the last time as one step from version to version. */
  void publish() {
    if (changed.isEmpty() && removed.isEmpty()) {
      return;
    }
    ClientsChanged.Builder delta =
        ClientsChanged.newBuilder()
            .setRegistry(registry)
            .setFromVersion(version)
            .setToVersion(++version)
            .setShared(shared);
    long now = watch.nanos();
    for (Session session : changed) {
      session.shown(now);
      delta.addChanged(session.info());
      // Gone and back within one step: it is there.
      removed.remove(session.id());
    }
    delta.addAllRemoved(removed);
    changed.clear();
    removed.clear();
    bus.publish(Channels.REGISTRY_CHANGED, delta.build());
  }

  Future<ClientView> view() {
    ClientView.Builder view = ClientView.newBuilder().setRegistry(registry).setVersion(version);
    roster.all().forEach(session -> view.addClients(session.info()));
    return Future.succeededFuture(view.build());
  }
}
