package io.fss.registry;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Bus;
import io.fss.kernel.SettableClock;
import io.fss.proto.bus.v1.RegisterCommand;
import io.fss.proto.v1.RegisterRequest;
import io.fss.registry.SessionStore.Placed;
import io.fss.registry.SessionStore.Sighting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A store whose answers are old when they come: no silence may come of that. */
final class SlowStoreTest {
  private static final String SESSION = "0123456789abcdef0123456789abcdef";

  private final Vertx vertx = Vertx.vertx();
  private final SettableClock clock = new SettableClock(Instant.EPOCH);
  private final HeldStore store = new HeldStore();
  private final Watch watch = new Watch(clock);
  private final Roster roster = new Roster();
  private final Floor floor =
      new Floor(
          roster,
          new Silences(),
          new ViewFeed(new Bus(vertx, "n1"), roster, watch, true),
          watch,
          new Rules());
  private final Lookout lookout = new Lookout(clock, store, floor);

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private Future<Void> look(String epoch, long counter) {
    Future<Void> looked = lookout.look();
    store.answers.add(new Sighting(epoch, Map.of(SESSION, new Pulse(counter, 0, 4, 0, 0, false))));
    return looked;
  }

  private void pass(Duration time) {
    // The registry looks at its clock all the while, as it does when heartbeats come.
    for (Duration left = time; !left.isZero(); left = left.minusMillis(500)) {
      clock.advance(Duration.ofMillis(500));
      watch.nanos();
    }
  }

  private void answer() {
    store.held.poll().complete(store.answers.poll());
  }

  private long silentMs() {
    return roster.find(SESSION).orElseThrow().silentNanos(watch.seen()) / 1_000_000;
  }

  @Test
  void a_counter_that_was_seen_late_stands_still_from_when_it_was_seen() {
    // given
    look("e1", 7);
    answer();

    // when a reading is answered after five seconds, with a counter that moved meanwhile
    look("e1", 8);
    pass(Duration.ofSeconds(5));
    answer();
    look("e1", 8);
    answer();

    // then
    assertThat(silentMs()).isZero();
    pass(Duration.ofSeconds(2));
    look("e1", 8);
    answer();
    assertThat(silentMs()).isEqualTo(2_000);
  }

  @Test
  void nothing_is_silent_for_longer_than_up_to_the_last_question_that_was_answered() {
    // given
    look("e1", 7);
    answer();
    pass(Duration.ofSeconds(3));

    // when
    look("e1", 7);
    pass(Duration.ofSeconds(20));
    long waiting = silentMs();
    answer();

    // then
    assertThat(waiting).isZero();
    assertThat(silentMs()).isEqualTo(3_000);
  }

  @Test
  void another_epoch_begins_anew_for_everything() {
    // given
    look("e1", 7);
    answer();
    pass(Duration.ofSeconds(9));
    look("e1", 7);
    answer();
    long before = silentMs();

    // when
    look("e2", 7);
    answer();

    // then
    assertThat(before).isEqualTo(9_000);
    assertThat(silentMs()).isZero();
  }

  /** Answers readings when the test wants it, and knows one session. */
  private static final class HeldStore implements SessionStore {
    private final Queue<Promise<Sighting>> held = new ArrayDeque<>();
    private final Queue<Sighting> answers = new ArrayDeque<>();

    @Override
    public Future<Sighting> sight() {
      Promise<Sighting> promise = Promise.promise();
      held.add(promise);
      return promise.future();
    }

    @Override
    public Future<List<StoredSession>> load(Collection<String> sessions) {
      RegisterRequest client =
          RegisterRequest.newBuilder().setApp("shop").setClient("pod-1").build();
      return Future.succeededFuture(
          List.of(
              new StoredSession(
                  SESSION,
                  RegisterCommand.newBuilder().setRequest(client).build(),
                  0,
                  new Pulse(7, 0, 4, 0, 0, false))));
    }

    @Override
    public Future<Placed> put(StoredSession session, boolean overNewer) {
      throw new AssertionError("not in this test");
    }

    @Override
    public Future<OptionalLong> beat(String session, Pulse pulse) {
      throw new AssertionError("not in this test");
    }

    @Override
    public Future<Void> end(String session) {
      throw new AssertionError("not in this test");
    }

    @Override
    public Future<Void> remove(String session, long counter) {
      throw new AssertionError("not in this test");
    }

    @Override
    public boolean shared() {
      return true;
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
