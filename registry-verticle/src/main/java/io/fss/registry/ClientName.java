package io.fss.registry;

import io.fss.proto.v1.RegisterRequest;

/** What stays the same when a client process is started anew. */
record ClientName(String namespace, String app, String client) {

  static ClientName of(RegisterRequest request) {
    return new ClientName(request.getNamespace(), request.getApp(), request.getClient());
  }

  @Override
  public String toString() {
    return namespace + "/" + app + "/" + client;
  }
}
