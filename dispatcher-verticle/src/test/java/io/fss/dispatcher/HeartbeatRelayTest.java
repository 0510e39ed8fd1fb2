package io.fss.dispatcher;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Await;
import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.HeartbeatBatch;
import io.fss.proto.bus.v1.HeartbeatBatchReply;
import io.fss.proto.bus.v1.HeartbeatRefusal;
import io.fss.proto.bus.v1.HeartbeatResult;
import io.fss.proto.v1.AttemptAnswer;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.HeartbeatReply;
import io.fss.proto.v1.HeartbeatRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatRelayTest {
  private static final int MOST_WAITING = 50_000;

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx, "n1");
  private final Context context = vertx.getOrCreateContext();
  private final HeartbeatRelay relay = new HeartbeatRelay(vertx, bus);
  private final List<HeartbeatBatch> batches = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  /** Stores each heartbeat but those of the session {@code gone}. */
  private void registry() {
    await(
        bus.serve(
                Channels.REGISTRY_HEARTBEAT,
                batch -> {
                  batches.add(batch);
                  return Future.succeededFuture(
                      HeartbeatBatchReply.newBuilder()
                          .addAllResults(
                              batch.getHeartbeatsList().stream()
                                  .map(HeartbeatRelayTest::result)
                                  .toList())
                          .build());
                })
            .ready());
  }

  private static HeartbeatResult result(HeartbeatRequest beat) {
    HeartbeatResult.Builder result = HeartbeatResult.newBuilder();
    return beat.getSession().equals("gone")
        ? result
            .setRefused(HeartbeatRefusal.newBuilder().setCode(404).setMessage("not known"))
            .build()
        : result.setReply(HeartbeatReply.newBuilder().setCounter(beat.getCounter())).build();
  }

  private static HeartbeatRequest beat(String session, int counter) {
    return HeartbeatRequest.newBuilder().setSession(session).setCounter(counter).build();
  }

  /** Relays all of them in one turn of the context. */
  private List<Future<HeartbeatReply>> relay(Stream<HeartbeatRequest> beats) {
    Promise<List<Future<HeartbeatReply>>> relayed = Promise.promise();
    context.runOnContext(
        turn -> {
          List<Future<HeartbeatReply>> replies = new ArrayList<>();
          beats.forEach(beat -> replies.add(Future.succeededFuture(beat).compose(relay::relay)));
          relayed.complete(replies);
        });
    return await(relayed.future());
  }

  private static Throwable failure(Future<?> future) {
    return await(future.transform(end -> Future.succeededFuture(end.cause())));
  }

  @Test
  void heartbeats_of_one_moment_travel_together_and_each_is_answered_by_itself() {
    registry();

    List<Future<HeartbeatReply>> replies =
        relay(Stream.of(beat("a", 3), beat("gone", 4), beat("b", 5)));

    assertThat(await(replies.get(0)).getCounter()).isEqualTo(3);
    assertThat(await(replies.get(2)).getCounter()).isEqualTo(5);
    assertThat(failure(replies.get(1)))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
              assertThat(refusal).hasMessage("not known");
            });
    assertThat(batches).hasSize(1);
  }

  @Test
  void those_that_come_later_travel_with_the_next() {
    registry();
    await(relay(Stream.of(beat("a", 1))).get(0));

    await(relay(Stream.of(beat("a", 2))).get(0));

    assertThat(batches).hasSize(2);
  }

  @Test
  void no_message_grows_beyond_its_bounds() {
    registry();
    List<AttemptAnswer> many =
        IntStream.range(0, 40_000)
            .mapToObj(
                i ->
                    AttemptAnswer.newBuilder()
                        .setAttempt(AttemptRef.newBuilder().setTaskId(1_000_000 + i))
                        .build())
            .toList();
    HeartbeatRequest large = beat("large", 1).toBuilder().addAllAnswers(many).build();

    Stream<HeartbeatRequest> small = IntStream.range(0, 1_001).mapToObj(i -> beat("s" + i, 1));
    List<Future<HeartbeatReply>> replies =
        relay(Stream.of(Stream.of(large), small, Stream.of(large)).flatMap(beats -> beats));

    await(Future.all(replies));
    assertThat(batches)
        .extracting(HeartbeatBatch::getHeartbeatsCount)
        .containsExactlyInAnyOrder(1, 500, 500, 1, 1);
  }

  @Test
  void without_a_registry_each_is_told_that_it_is_away() {
    List<Future<HeartbeatReply>> replies = relay(Stream.of(beat("a", 1), beat("b", 1)));

    for (Future<HeartbeatReply> reply : replies) {
      assertThat(failure(reply)).matches(Refusal::isUnavailable);
    }
  }

  @Test
  void large_ones_are_bounded_by_their_bytes() {
    bus.serve(
        Channels.REGISTRY_HEARTBEAT, batch -> Promise.<HeartbeatBatchReply>promise().future());
    HeartbeatRequest megabyte =
        HeartbeatRequest.newBuilder().setSession("x".repeat(1_048_576)).build();

    List<Future<HeartbeatReply>> replies = relay(Stream.generate(() -> megabyte).limit(16));

    assertThat(replies.get(14).isComplete()).isFalse();
    assertThat(replies.get(15).cause()).hasMessageStartingWith("15 heartbeats of 157");
  }

  @Test
  void a_caller_who_cannot_be_told_takes_nothing_from_the_others() {
    registry();
    Promise<Future<HeartbeatReply>> other = Promise.promise();
    context.runOnContext(
        turn -> {
          relay
              .relay(beat("a", 1))
              .onComplete(
                  reply -> {
                    throw new IllegalStateException("the call was cancelled");
                  });
          other.complete(relay.relay(beat("b", 2)));
        });

    assertThat(await(await(other.future())).getCounter()).isEqualTo(2);
  }

  @Test
  void an_answer_of_another_length_fails_all_of_its_batch() {
    await(
        bus.serve(
                Channels.REGISTRY_HEARTBEAT,
                batch ->
                    Future.succeededFuture(
                        HeartbeatBatchReply.newBuilder()
                            .addResults(result(batch.getHeartbeats(0)))
                            .build()))
            .ready());

    List<Future<HeartbeatReply>> replies = relay(Stream.of(beat("a", 1), beat("b", 1)));

    for (Future<HeartbeatReply> reply : replies) {
      assertThat(failure(reply)).hasMessage("2 heartbeats got 1 answers");
    }
  }

  @Test
  void what_waits_is_bounded_and_room_comes_back_with_the_answers() {
    List<Promise<HeartbeatBatchReply>> held = new CopyOnWriteArrayList<>();
    await(
        bus.serve(
                Channels.REGISTRY_HEARTBEAT,
                batch -> {
                  Promise<HeartbeatBatchReply> answer = Promise.promise();
                  batches.add(batch);
                  held.add(answer);
                  return answer.future();
                })
            .ready());

    List<Future<HeartbeatReply>> replies =
        relay(IntStream.rangeClosed(0, MOST_WAITING).mapToObj(i -> beat("s", i)));

    assertThat(replies.get(MOST_WAITING).cause())
        .hasMessageMatching("50000 heartbeats of \\d+ bytes wait for the registry already");
    assertThat(replies.get(MOST_WAITING - 1).isComplete()).isFalse();
    Await.until("all batches came", () -> held.size() == MOST_WAITING / 500);
    for (int i = 0; i < held.size(); i++) {
      held.get(i)
          .complete(
              HeartbeatBatchReply.newBuilder()
                  .addAllResults(
                      batches.get(i).getHeartbeatsList().stream()
                          .map(HeartbeatRelayTest::result)
                          .toList())
                  .build());
    }
    await(Future.all(replies.subList(0, MOST_WAITING)));
    held.clear();
    relay(Stream.of(beat("later", 1)));
    Await.until("the next is taken", () -> held.size() == 1);
  }
}
