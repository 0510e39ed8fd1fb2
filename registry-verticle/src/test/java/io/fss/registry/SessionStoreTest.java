package io.fss.registry;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.bus.v1.RegisterCommand;
import io.fss.proto.v1.RegisterRequest;
import io.fss.registry.SessionStore.Placed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store of sessions promises. */
@ParameterizedClass
@EnumSource(StoreKind.class)
final class SessionStoreTest {
  @Parameter StoreKind kind;
  private final Vertx vertx = Vertx.vertx();
  private SessionStore store;

  @BeforeEach
  void open() {
    kind.clear();
    store = ContextStore.of(vertx, kind::open);
    await(store.sight());
  }

  @AfterEach
  void close() {
    await(store.close());
    await(vertx.close());
  }

  private static StoredSession session(String id, String client, String edge, long registeredAt) {
    return StoredSession.fresh(
        id,
        RegisterCommand.newBuilder()
            .setEdge(edge)
            .setRequest(
                RegisterRequest.newBuilder()
                    .setNamespace("default")
                    .setApp("shop")
                    .setClient(client)
                    .setCapacity(4)
                    // Bytes that are no text, and what ends the parts of a record.
                    .putLabels("zone", "a\nb\u0000\u00ff"))
            .build(),
        registeredAt);
  }

  private static Pulse pulse(long counter) {
    return new Pulse(counter, 3, 8, 0.5, 1_000_000, true);
  }

  private Pulse seen(String session) {
    return await(store.sight()).pulses().get(session);
  }

  @Test
  void registering_again_replaces_what_was_said_but_neither_counter_nor_first_registration() {
    // given
    await(store.put(session("s1", "pod-1", "n1", 100), false));
    await(store.beat("s1", pulse(7)));

    // when
    Placed again = await(store.put(session("s1", "pod-1", "n2", 200), false));

    // then
    assertThat(again.other()).isEmpty();
    assertThat(again.stored().command()).isEqualTo(session("s1", "pod-1", "n2", 0).command());
    assertThat(again.stored().registeredAt()).isEqualTo(100);
    assertThat(again.stored().pulse()).isEqualTo(pulse(7));
    assertThat(await(store.load(List.of("s1")))).containsExactly(again.stored());
  }

  @Test
  void a_counter_only_grows_and_what_came_with_it_stays_with_it() {
    // given
    await(store.put(session("s1", "pod-1", "n1", 100), false));
    await(store.beat("s1", pulse(7)));

    // when
    OptionalLong equal = await(store.beat("s1", Pulse.first(1).withCapacity(99)));
    OptionalLong older = await(store.beat("s1", new Pulse(3, 0, 0, -1, 0, false)));
    Pulse kept = seen("s1");
    OptionalLong newer = await(store.beat("s1", pulse(10)));

    // then
    assertThat(equal).hasValue(7);
    assertThat(older).hasValue(7);
    assertThat(kept).isEqualTo(pulse(7));
    assertThat(newer).hasValue(10);
    assertThat(seen("s1")).isEqualTo(pulse(10));
  }

  @Test
  void many_heartbeats_at_once_are_each_answered_in_their_place() {
    // given
    List<Future<OptionalLong>> beats = new ArrayList<>();
    for (int i = 0; i < 1_200; i += 2) {
      await(store.put(session("s" + i, "pod-" + i, "n1", 100), false));
    }

    // when
    for (int i = 0; i < 1_200; i++) {
      beats.add(store.beat("s" + i, pulse(i + 1)));
    }
    await(Future.all(beats));

    // then
    for (int i = 0; i < 1_200; i++) {
      assertThat(beats.get(i).result())
          .isEqualTo(i % 2 == 0 ? OptionalLong.of(i + 1) : OptionalLong.empty());
    }
  }

  @Test
  void a_session_that_was_never_there_or_was_removed_has_no_counter() {
    // given
    await(store.put(session("s1", "pod-1", "n1", 100), false));
    await(store.put(session("s2", "pod-2", "n1", 100), false));
    await(store.beat("s2", pulse(5)));
    await(store.remove("s1", 0));
    await(store.remove("never there", 0));

    // when
    OptionalLong removed = await(store.beat("s1", pulse(1)));
    OptionalLong unknown = await(store.beat("never there", pulse(1)));
    await(store.remove("s2", 4));

    // then
    assertThat(removed).isEmpty();
    assertThat(unknown).isEmpty();
    assertThat(await(store.sight()).pulses()).containsOnlyKeys("s2");
    assertThat(await(store.load(List.of("s1", "s2", "never there"))))
        .extracting(StoredSession::id)
        .containsExactly("s2");
  }

  @Test
  void a_newer_session_of_the_client_takes_the_place_of_the_older_which_is_renewed_no_more() {
    // given
    await(store.put(session("old", "pod-1", "n1", 100), false));
    await(store.beat("old", pulse(7)));

    // when
    Placed young = await(store.put(session("young", "pod-1", "n1", 200), false));

    // then
    assertThat(young.other()).isEqualTo("old");
    assertThat(await(store.beat("old", pulse(8)))).isEmpty();
    assertThat(seen("old")).isEqualTo(Pulse.REPLACED);
    assertThat(await(store.load(List.of("old", "young"))))
        .extracting(StoredSession::id)
        .containsExactly("young");
  }

  @Test
  void a_replaced_session_comes_back_only_where_the_newer_one_is_gone() {
    // given
    await(store.put(session("old", "pod-1", "n1", 100), false));
    await(store.put(session("young", "pod-1", "n1", 200), false));

    // when
    Placed refused = await(store.put(session("old", "pod-1", "n1", 300), false));
    Placed back = await(store.put(session("old", "pod-1", "n1", 400), true));

    // then
    assertThat(refused.refused()).isTrue();
    assertThat(refused.other()).isEqualTo("young");
    assertThat(back.refused()).isFalse();
    assertThat(back.other()).isEqualTo("young");
    assertThat(back.stored().counter()).isZero();
    assertThat(seen("young")).isEqualTo(Pulse.REPLACED);
    assertThat(await(store.beat("old", pulse(8)))).hasValue(8);
  }

  @Test
  void a_goodbye_is_known_until_it_is_removed_and_frees_the_name() {
    // given
    await(store.put(session("s1", "pod-1", "n1", 100), false));
    await(store.beat("s1", pulse(7)));

    // when
    await(store.end("s1"));
    await(store.end("never there"));
    Pulse ended = seen("s1");
    OptionalLong late = await(store.beat("s1", pulse(8)));
    Placed next = await(store.put(session("s2", "pod-1", "n1", 200), false));
    await(store.remove("s1", Pulse.ENDED.counter()));

    // then
    assertThat(ended).isEqualTo(Pulse.ENDED);
    assertThat(late).isEmpty();
    assertThat(next.other()).isEmpty();
    assertThat(await(store.sight()).pulses()).containsOnlyKeys("s2");
  }

  @Test
  void an_incarnation_that_said_goodbye_may_come_back() {
    // given
    await(store.put(session("s1", "pod-1", "n1", 100), false));
    await(store.end("s1"));

    // when
    Placed back = await(store.put(session("s1", "pod-1", "n1", 200), false));

    // then
    assertThat(back.stored().counter()).isZero();
    assertThat(await(store.beat("s1", pulse(1)))).hasValue(1);
  }

  @Test
  void readings_over_one_connection_have_one_epoch() {
    assertThat(await(store.sight()).epoch()).isNotEmpty().isEqualTo(await(store.sight()).epoch());
  }
}
