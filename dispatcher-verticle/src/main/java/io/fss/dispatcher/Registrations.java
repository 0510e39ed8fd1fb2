package io.fss.dispatcher;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.DeclareRequest;
import io.fss.proto.bus.v1.RegisterCommand;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.Mode;
import io.fss.proto.v1.RegisterReply;
import io.fss.proto.v1.RegisterRequest;
import io.vertx.core.Future;
import java.util.List;

/**
 * Takes in a client: the registry opens its session, the scheduler takes what its code declares.
 */
final class Registrations {
  private static final int MOST_GROUPS = 1_000;

  private static final int SHORTEST_SECRET = 16;

  private final Bus bus;
  private final DirectWorkers workers;
  private final EdgeMetrics metrics;

  Registrations(Bus bus, DirectWorkers workers, EdgeMetrics metrics) {
    this.bus = bus;
    this.workers = workers;
    this.metrics = metrics;
  }

  /**
   * Registers.
   *
   * @param namespace the caller's token is bound to; empty for all
   * @param peer remote address
   */
  Future<RegisterReply> register(RegisterRequest asked, String namespace, String peer) {
    RegisterRequest request =
        asked.getNamespace().isEmpty()
            ? asked.toBuilder().setNamespace(namespace.isEmpty() ? "default" : namespace).build()
            : asked;
    check(request, namespace);
    return reach(request).compose(reached -> register(request, reached, peer));
  }

  private Future<RegisterReply> register(RegisterRequest request, Reached reached, String peer) {
    RegisterCommand command =
        RegisterCommand.newBuilder()
            .setRequest(request.toBuilder().setMode(reached.mode))
            .setEdge(bus.node())
            .setPeer(peer)
            .build();
    return bus.request(Channels.REGISTRY_REGISTER, command)
        .map(
            reply ->
                reply.toBuilder().setMode(reached.mode).setUnreachable(reached.unreachable).build())
        .compose(reply -> declare(request, reply));
  }

  /** Calls the endpoint, so that a client that cannot be called learns it from its first reply. */
  private Future<Reached> reach(RegisterRequest request) {
    boolean auto = request.getMode() == Mode.MODE_AUTO;
    Mode asked = auto ? Mode.MODE_DIRECT : request.getMode();
    // What the registry is going to refuse is not called.
    if (asked != Mode.MODE_DIRECT || !callable(request.getEndpoint())) {
      return Future.succeededFuture(new Reached(asked, ""));
    }
    return workers
        .probe(request.getEndpoint())
        .onComplete(done -> metrics.probed(done.succeeded()))
        .map(answered -> new Reached(Mode.MODE_DIRECT, ""))
        .recover(
            failure ->
                Future.succeededFuture(
                    new Reached(
                        auto ? Mode.MODE_STREAM : Mode.MODE_DIRECT,
                        String.valueOf(failure.getMessage()))));
  }

  private static boolean callable(Endpoint endpoint) {
    return !endpoint.getHost().isEmpty()
        && endpoint.getPort() > 0
        && endpoint.getPort() <= 65_535
        && endpoint.getSecret().length() >= SHORTEST_SECRET;
  }

  /** How commands reach the client, and why its endpoint was not reached. */
  private record Reached(Mode mode, String unreachable) {}

  private static void check(RegisterRequest request, String namespace) {
    if (!namespace.isEmpty() && !namespace.equals(request.getNamespace())) {
      throw new Refusal(
          Refusal.Kind.FORBIDDEN,
          "namespace '%s': the token is bound to namespace '%s'"
              .formatted(request.getNamespace(), namespace),
          List.of());
    }
    if (request.getGroupsCount() > MOST_GROUPS) {
      throw Refusal.invalid("groups", request.getGroupsCount(), "must be at most " + MOST_GROUPS);
    }
  }

  private Future<RegisterReply> declare(RegisterRequest request, RegisterReply reply) {
    if (request.getGroupsCount() == 0) {
      return Future.succeededFuture(reply);
    }
    return bus.request(
            Channels.GROUP_DECLARE,
            DeclareRequest.newBuilder()
                .setNamespace(request.getNamespace())
                .setApp(request.getApp())
                .addAllGroups(request.getGroupsList())
                .build())
        .map(declared -> reply.toBuilder().addAllGroups(declared.getResultsList()).build());
  }
}
