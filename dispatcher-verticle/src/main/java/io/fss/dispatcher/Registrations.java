package io.fss.dispatcher;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.DeclareRequest;
import io.fss.proto.bus.v1.RegisterCommand;
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

  private final Bus bus;

  Registrations(Bus bus) {
    this.bus = bus;
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
    RegisterCommand command =
        RegisterCommand.newBuilder().setRequest(request).setEdge(bus.node()).setPeer(peer).build();
    return bus.request(Channels.REGISTRY_REGISTER, command)
        .compose(reply -> declare(request, reply));
  }

  private static void check(RegisterRequest request, String namespace) {
    if (!namespace.isEmpty() && !namespace.equals(request.getNamespace())) {
      throw new Refusal(
          Refusal.Kind.FORBIDDEN,
          "namespace '%s': the token is bound to namespace '%s'"
              .formatted(request.getNamespace(), namespace),
          List.of());
    }
    if (request.getMode() == Mode.MODE_STREAM) {
      throw Refusal.invalid(
          "mode", "MODE_STREAM", "is not served by this release: use MODE_DIRECT");
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
