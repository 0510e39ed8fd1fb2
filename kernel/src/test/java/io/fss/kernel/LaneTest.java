package io.fss.kernel;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private Duration spacing = Duration.ZERO;
  private final List<List<Integer>> batches = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private Lane<Integer, String> lane(
      int batch, int queued, Function<List<Integer>, Future<List<String>>> work) {
    return new Lane<Integer, String>(
            context,
            new LaneOptions("test", batch, queued),
            items -> {
              batches.add(List.copyOf(items));
              return work.apply(items);
            },
            failure -> failure instanceof IllegalArgumentException)
        .spaced(() -> spacing);
  }

  private static Future<List<String>> written(List<Integer> items) {
    return Future.succeededFuture(items.stream().map(i -> "#" + i).toList());
  }

  private static Future<List<String>> thirteenIsPoison(List<Integer> items) {
    return items.contains(13)
        ? Future.failedFuture(new IllegalArgumentException("thirteen"))
        : written(items);
  }

  /** Submits all within one turn of the context. */
  private List<Future<String>> submit(Lane<Integer, String> lane, int... items) {
    Promise<List<Future<String>>> promise = Promise.promise();
    context.runOnContext(
        turn -> {
          List<Future<String>> results = new ArrayList<>();
          IntStream.of(items).forEach(item -> results.add(lane.submit(item)));
          promise.complete(results);
        });
    return await(promise.future());
  }

  @Test
  void what_is_said_in_one_turn_shares_a_batch_and_each_gets_its_own_answer() {
    List<Future<String>> results = submit(lane(10, 100, LaneTest::written), 1, 2, 3);

    assertThat(results).extracting(Await::await).containsExactly("#1", "#2", "#3");
    assertThat(batches).containsExactly(List.of(1, 2, 3));
  }

  @Test
  void batches_are_bounded_and_keep_the_order() {
    List<Future<String>> results = submit(lane(2, 100, LaneTest::written), 5, 4, 3, 2, 1);

    assertThat(results).extracting(Await::await).containsExactly("#5", "#4", "#3", "#2", "#1");
    assertThat(batches).containsExactly(List.of(5, 4), List.of(3, 2), List.of(1));
  }

  @Test
  void one_batch_is_out_at_a_time_and_what_comes_meanwhile_makes_the_next() {
    Promise<List<String>> slow = Promise.promise();
    Lane<Integer, String> lane =
        lane(10, 100, items -> items.contains(1) ? slow.future() : written(items));
    List<Future<String>> first = submit(lane, 1);
    Await.until("the first batch is out", () -> batches.size() == 1);

    List<Future<String>> second = submit(lane, 2);
    List<Future<String>> third = submit(lane, 3);
    assertThat(batches).hasSize(1);
    slow.complete(List.of("#1"));

    assertThat(await(first.get(0))).isEqualTo("#1");
    assertThat(await(second.get(0))).isEqualTo("#2");
    assertThat(await(third.get(0))).isEqualTo("#3");
    assertThat(batches).containsExactly(List.of(1), List.of(2, 3));
  }

  @Test
  void a_batch_keeps_its_distance_to_the_one_before_unless_it_is_a_whole_one() {
    spacing = Duration.ofHours(1);
    Lane<Integer, String> lane = lane(2, 100, LaneTest::written);
    await(submit(lane, 1).get(0));

    List<Future<String>> early = submit(lane, 2);
    List<Future<String>> whole = submit(lane, 3);

    assertThat(await(early.get(0))).isEqualTo("#2");
    assertThat(await(whole.get(0))).isEqualTo("#3");
    assertThat(batches).containsExactly(List.of(1), List.of(2, 3));
  }

  @Test
  void what_kept_its_distance_goes_when_that_is_over() {
    spacing = Duration.ofMillis(1);
    Lane<Integer, String> lane = lane(10, 100, LaneTest::written);

    for (int i = 1; i < 20; i++) {
      assertThat(await(submit(lane, i).get(0))).isEqualTo("#" + i);
    }
  }

  @Test
  void the_distance_may_be_decided_anew_with_every_batch() {
    spacing = Duration.ofHours(1);
    Lane<Integer, String> lane =
        lane(2, 100, LaneTest::written)
            .spaced(() -> batches.isEmpty() ? Duration.ZERO : Duration.ofHours(1));
    await(submit(lane, 1).get(0));
    await(submit(lane, 2).get(0));

    List<Future<String>> early = submit(lane, 3);
    await(submit(lane, 4).get(0));

    assertThat(await(early.get(0))).isEqualTo("#3");
    assertThat(batches).containsExactly(List.of(1), List.of(2), List.of(3, 4));
  }

  @Test
  void a_full_lane_refuses_at_once_and_works_again_when_it_has_room() {
    Lane<Integer, String> lane = lane(2, 3, LaneTest::written);

    List<Future<String>> results = submit(lane, 1, 2, 3, 4);

    assertThat(failure(results.get(3)))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE))
        .hasMessage("test is full (3 waiting)");
    assertThat(results.subList(0, 3)).extracting(Await::await).containsExactly("#1", "#2", "#3");
    assertThat(submit(lane, 5)).extracting(Await::await).containsExactly("#5");
  }

  @Test
  void a_poisonous_item_is_refused_alone() {
    List<Future<String>> results =
        submit(lane(10, 100, LaneTest::thirteenIsPoison), 1, 2, 13, 4, 5);

    assertThat(failure(results.get(2))).hasMessage("thirteen");
    results.remove(2);
    assertThat(results).extracting(Await::await).containsExactly("#1", "#2", "#4", "#5");
  }

  @Test
  void several_poisonous_items_spoil_nobody_else() {
    List<Future<String>> results =
        submit(lane(10, 100, LaneTest::thirteenIsPoison), 13, 1, 13, 2, 13);

    assertThat(
            results.stream().map(r -> r.transform(done -> ok(done.succeeded()))).map(Await::await))
        .containsExactly(false, true, false, true, false);
  }

  private static Future<Boolean> ok(boolean succeeded) {
    return Future.succeededFuture(succeeded);
  }

  @Test
  void a_failure_that_is_no_items_fault_fails_the_batch_as_a_whole() {
    List<Future<String>> results =
        submit(
            lane(10, 100, items -> Future.failedFuture(new IllegalStateException("disk full"))),
            1,
            2);

    assertThat(results)
        .extracting(Await::failure)
        .allSatisfy(f -> assertThat(f).hasMessage("disk full"));
    assertThat(batches).containsExactly(List.of(1, 2));
  }

  @Test
  void work_that_throws_fails_its_batch_and_not_the_lane() {
    Lane<Integer, String> lane =
        lane(
            10,
            100,
            items -> {
              if (items.contains(1)) {
                throw new IllegalStateException("thrown");
              }
              return written(items);
            });

    assertThat(failure(submit(lane, 1).get(0))).hasMessage("thrown");
    assertThat(submit(lane, 2)).extracting(Await::await).containsExactly("#2");
  }

  @Test
  void bounds_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> new LaneOptions("settle", 0, 1))
        .hasMessage("settle.batch 0 must be at least 1");
    assertThatThrownBy(() -> new LaneOptions("settle", 5, 4))
        .hasMessage("settle.queued 4 must be at least the batch of 5");
  }

  @Test
  void what_waits_what_is_written_together_and_what_is_refused_is_measured() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Promise<List<String>> slow = Promise.promise();
    Lane<Integer, String> lane =
        lane(2, 2, items -> items.contains(1) ? slow.future() : written(items)).measured(meters);
    submit(lane, 1);
    Await.until("the first batch is out", () -> batches.size() == 1);

    List<Future<String>> later = submit(lane, 2, 3, 4);

    failure(later.get(2));
    assertThat(meters.get("fss.lane.queued").tag("lane", "test").gauge().value()).isEqualTo(2);
    assertThat(meters.get("fss.lane.refused").tag("lane", "test").counter().count()).isEqualTo(1);
    slow.complete(List.of("#1"));
    await(later.get(1));
    assertThat(meters.get("fss.lane.batch").summary().count()).isEqualTo(2);
    assertThat(meters.get("fss.lane.batch").summary().totalAmount()).isEqualTo(3);
  }
}
