package io.fss.registry;

import io.fss.kernel.Clock;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.RegisterCommand;
import io.fss.proto.bus.v1.Violation;
import io.fss.proto.v1.DeregisterReply;
import io.fss.proto.v1.DeregisterRequest;
import io.fss.proto.v1.Mode;
import io.fss.proto.v1.RegisterReply;
import io.fss.proto.v1.RegisterRequest;
import io.fss.registry.SessionStore.Placed;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets clients in, and lets them go. */
final class Registrar {
  private static final Logger log = LoggerFactory.getLogger(Registrar.class);

  private final RegistryOptions options;
  private final Clock clock;
  private final SessionIds ids;
  private final SessionStore store;
  private final Floor floor;
  private final Lookout lookout;
  private final RuleDesk rules;

  Registrar(
      RegistryOptions options,
      Clock clock,
      SessionIds ids,
      SessionStore store,
      Floor floor,
      Lookout lookout,
      RuleDesk rules) {
    this.options = options;
    this.clock = clock;
    this.ids = ids;
    this.store = store;
    this.floor = floor;
    this.lookout = lookout;
    this.rules = rules;
  }

  Future<RegisterReply> register(RegisterCommand command) {
    RegisterRequest request = named(command.getRequest());
    List<Violation> violations = RegistrationRules.violations(request);
    if (!violations.isEmpty()) {
      return Future.failedFuture(Refusal.invalid(violations));
    }
    String id = ids.of(request);
    ClientName name = ClientName.of(request);
    Optional<Session> current = floor.roster().of(name);
    Optional<Refusal> refusal = refusal(id, name, current);
    if (refusal.isPresent()) {
      return Future.failedFuture(refusal.get());
    }
    RegisterCommand kept = reached(id, command.toBuilder().setRequest(request)).build();
    boolean overNewer = current.isPresent() && !current.get().online();
    return store
        .put(StoredSession.fresh(id, kept, clock.millis()), overNewer)
        .compose(placed -> placed.refused() ? newer(name, placed.other()) : enter(placed))
        .map(entered -> reply(id));
  }

  /** In stream mode the stream says which dispatcher it is, not the call that registered. */
  private RegisterCommand.Builder reached(String id, RegisterCommand.Builder kept) {
    if (kept.getRequest().getMode() != Mode.MODE_STREAM) {
      return kept.clearStream();
    }
    RegisterCommand known =
        floor.roster().find(id).map(Session::command).orElse(RegisterCommand.getDefaultInstance());
    boolean held = !known.getStream().isEmpty();
    return kept.setStream(known.getStream()).setEdge(held ? known.getEdge() : "");
  }

  /** As it is kept: with a namespace, without what belongs to the scheduler. */
  private static RegisterRequest named(RegisterRequest request) {
    RegisterRequest.Builder named = request.toBuilder().clearGroups();
    return (request.getNamespace().isEmpty() ? named.setNamespace("default") : named).build();
  }

  private Optional<Refusal> refusal(String id, ClientName name, Optional<Session> current) {
    if (current.isEmpty()) {
      return full(name);
    }
    boolean replaced = floor.silences().replacedIn(id).isPresent();
    return current.get().online() && replaced ? Optional.of(twice(name)) : Optional.empty();
  }

  /** Two live processes under one name would throw each other out for ever. */
  private static Refusal twice(ClientName name) {
    return Refusal.conflict(
        "client %s runs in a newer process; every copy needs a name of its own".formatted(name));
  }

  /** Another registry let a newer process in; from here on it is observed here, too. */
  private Future<Void> newer(ClientName name, String session) {
    return store
        .load(List.of(session))
        .compose(
            loaded -> {
              loaded.forEach(lookout::enter);
              return Future.failedFuture(twice(name));
            });
  }

  private Optional<Refusal> full(ClientName name) {
    if (floor.roster().size() < options.maxClients() || floor.roster().longestGone().isPresent()) {
      return Optional.empty();
    }
    log.warn("client {} refused: {} clients are online", name, options.maxClients());
    return Optional.of(
        new Refusal(
            Refusal.Kind.TOO_MANY,
            "registry.max-clients of %d is reached and all of them are online"
                .formatted(options.maxClients()),
            List.of()));
  }

  private Future<Void> enter(Placed placed) {
    StoredSession stored = placed.stored();
    Optional<Session> known = floor.roster().find(stored.id());
    if (known.isPresent()) {
      known.get().resume(stored, floor.watch().nanos());
      floor.changed(known.get());
      return Future.succeededFuture();
    }
    floor.roster().find(placed.other()).ifPresent(floor::replace);
    floor.roster().of(stored.name()).ifPresent(floor::replace);
    Optional<Session> leaving = Optional.empty();
    if (floor.roster().size() >= options.maxClients()) {
      leaving = floor.roster().longestGone();
      leaving.ifPresent(floor::forget);
    }
    floor.enter(stored);
    return leaving
        .map(session -> store.remove(session.id(), session.counter()))
        .orElse(Future.succeededFuture());
  }

  private RegisterReply reply(String id) {
    return RegisterReply.newBuilder()
        .setSession(id)
        .setHeartbeatIntervalMs(options.heartbeatInterval().toMillis())
        .setOfflineAfterMs(options.offlineAfter().toMillis())
        .setServerTimeAtMs(clock.millis())
        .build();
  }

  /** Also for a session that is not here: a replaced or forgotten one ends by its goodbye, too. */
  Future<DeregisterReply> deregister(DeregisterRequest request) {
    if (!SessionIds.wellFormed(request.getSession())) {
      return Future.failedFuture(
          Refusal.notFound("session %s is not known".formatted(request.getSession())));
    }
    return store
        .end(request.getSession())
        .map(
            removed -> {
              floor.roster().find(request.getSession()).ifPresent(rules::retire);
              floor.end(request.getSession(), request.getReason());
              return DeregisterReply.getDefaultInstance();
            });
  }
}
