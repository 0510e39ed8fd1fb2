package io.fss.registry;

final class EmbeddedSessionStoreTest extends SessionStoreContract {
  @Override
  SessionStore store() {
    return new EmbeddedSessionStore();
  }
}
