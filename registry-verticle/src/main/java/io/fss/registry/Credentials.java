package io.fss.registry;

import io.fss.proto.bus.v1.AuthenticateReply;
import io.fss.proto.bus.v1.AuthenticateRequest;
import io.vertx.core.Future;
import java.util.Map;

/**
 * What the registry knows by heart of its tables.
 *
 * @param ids makes the ids of sessions with the stored key
 * @param namespaces namespace by hash of the token; an empty one means every namespace
 */
record Credentials(SessionIds ids, Map<String, String> namespaces) {

  /** Answers from memory: this is asked with every call of every client. */
  Future<AuthenticateReply> authenticate(AuthenticateRequest request) {
    String namespace = namespaces.get(request.getTokenHash());
    return Future.succeededFuture(
        namespace == null
            ? AuthenticateReply.getDefaultInstance()
            : AuthenticateReply.newBuilder().setValid(true).setNamespace(namespace).build());
  }
}
