package io.fss.registry;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.bus.v1.RegisterCommand;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What every store of sessions promises. */
abstract class SessionStoreContract {

  /** An empty store. */
  abstract SessionStore store();

  private static StoredSession session(String id, String edge, long registeredAt) {
    return new StoredSession(
        id, RegisterCommand.newBuilder().setEdge(edge).build(), registeredAt, 0);
  }

  @Test
  void registering_again_replaces_what_was_said_but_neither_counter_nor_first_registration() {
    // given
    SessionStore store = store();
    await(store.put(session("s1", "n1", 100)));
    await(store.beat("s1", 7));

    // when
    StoredSession again = await(store.put(session("s1", "n2", 200)));

    // then
    assertThat(again.command().getEdge()).isEqualTo("n2");
    assertThat(again.registeredAt()).isEqualTo(100);
    assertThat(again.counter()).isEqualTo(7);
    assertThat(await(store.all())).containsExactly(again);
  }

  @Test
  void a_counter_only_grows() {
    // given
    SessionStore store = store();
    await(store.put(session("s1", "n1", 100)));
    await(store.beat("s1", 7));

    // when
    OptionalLong equal = await(store.beat("s1", 7));
    OptionalLong older = await(store.beat("s1", 3));
    OptionalLong newer = await(store.beat("s1", 9));

    // then
    assertThat(equal).hasValue(7);
    assertThat(older).hasValue(7);
    assertThat(newer).hasValue(9);
    assertThat(await(store.all())).singleElement().matches(s -> s.counter() == 9);
  }

  @Test
  void a_session_that_was_never_there_or_was_removed_has_no_counter() {
    // given
    SessionStore store = store();
    await(store.put(session("s1", "n1", 100)));
    await(store.put(session("s2", "n1", 100)));
    await(store.remove("s1"));
    await(store.remove("never there"));

    // when
    OptionalLong removed = await(store.beat("s1", 1));
    OptionalLong unknown = await(store.beat("never there", 1));

    // then
    assertThat(removed).isEmpty();
    assertThat(unknown).isEmpty();
    assertThat(await(store.all())).extracting(StoredSession::id).containsExactly("s2");
  }
}
