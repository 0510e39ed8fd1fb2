package io.fss.kernel;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.proto.bus.v1.AuthenticateReply;
import io.fss.proto.bus.v1.AuthenticateRequest;
import io.fss.proto.bus.v1.TasksChanged;
import io.fss.proto.bus.v1.Violation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusTest {
  private static final AuthenticateRequest ASKED =
      AuthenticateRequest.newBuilder().setTokenHash("abc").build();
  private static final AuthenticateReply YES =
      AuthenticateReply.newBuilder().setValid(true).build();
  private static final Channel<AuthenticateRequest, AuthenticateReply> DOOR =
      new Channel<>(
          "test.door",
          AuthenticateRequest.getDefaultInstance(),
          AuthenticateReply.getDefaultInstance(),
          Duration.ofMillis(200));

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx, "n1");

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private Bus.Service serve(Function<AuthenticateRequest, Future<AuthenticateReply>> handler) {
    Bus.Service service = bus.serveHereToo(DOOR, handler);
    await(service.ready());
    return service;
  }

  private Refusal refusal() {
    return (Refusal) failure(bus.request(DOOR, ASKED));
  }

  @Test
  void what_is_sent_answered_refused_and_awaited_is_counted_by_channel_and_not_by_node() {
    // given
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Vertx other = Vertx.vertx();
    Bus measured = new Bus(other, "n1", meters, Traces.NONE);
    Promise<AuthenticateReply> late = Promise.promise();
    await(
        measured
            .serveHereToo(
                DOOR,
                asked ->
                    asked.getTokenHash().isEmpty()
                        ? Future.failedFuture(Refusal.notFound("no token"))
                        : asked.getTokenHash().equals("late")
                            ? late.future()
                            : Future.succeededFuture(YES))
            .ready());

    // when
    await(measured.request(DOOR, ASKED));
    await(measured.request(DOOR, "n1", ASKED));
    failure(measured.request(DOOR, AuthenticateRequest.getDefaultInstance()));
    failure(measured.request(DOOR, "nobody", ASKED));
    Future<AuthenticateReply> pending =
        measured.request(DOOR, AuthenticateRequest.newBuilder().setTokenHash("late").build());

    // then
    assertThat(meters.get("fss.bus.pending").tag("channel", "test.door").gauge().value())
        .isEqualTo(1);
    late.complete(YES);
    await(pending);
    assertThat(meters.get("fss.bus.sent").tag("channel", "test.door").counter().count())
        .isEqualTo(5);
    assertThat(meters.get("fss.bus.received").tag("channel", "test.door").counter().count())
        .isEqualTo(4);
    assertThat(meters.get("fss.bus.failures").tag("kind", "not_found").counter().count())
        .isEqualTo(1);
    assertThat(meters.get("fss.bus.failures").tag("kind", "unavailable").counter().count())
        .isEqualTo(1);
    assertThat(meters.get("fss.bus.request").timer().count()).isEqualTo(5);
    assertThat(meters.get("fss.bus.pending").gauge().value()).isZero();
    assertThat(meters.find("fss.bus.sent").counters()).hasSize(1);
    await(other.close());
  }

  @Test
  void a_request_is_answered_by_whoever_serves_the_channel() {
    List<AuthenticateRequest> seen = new CopyOnWriteArrayList<>();
    serve(
        asked -> {
          seen.add(asked);
          return Future.succeededFuture(YES);
        });

    assertThat(await(bus.request(DOOR, ASKED))).isEqualTo(YES);
    assertThat(await(bus.request(DOOR, "n1", ASKED))).isEqualTo(YES);
    assertThat(seen).containsExactly(ASKED, ASKED);
  }

  @Test
  void a_refusal_travels_with_its_kind_its_message_and_every_violation() {
    serve(
        asked ->
            Future.failedFuture(
                Refusal.invalid(
                    List.of(
                        Refusal.violation("name", "a \"b\"", "must match [a-z]"),
                        Refusal.violation("port", 70_000, "must be within 0 and 65535")))));

    Refusal refusal = refusal();

    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INVALID);
    assertThat(refusal).hasMessage("name 'a \"b\"': must match [a-z] (and 1 more)");
    assertThat(refusal.violations())
        .extracting(Violation::getField, Violation::getValue, Violation::getRule)
        .containsExactly(
            tuple("name", "a \"b\"", "must match [a-z]"),
            tuple("port", "70000", "must be within 0 and 65535"));
  }

  @Test
  void every_kind_of_refusal_arrives_as_what_it_was() {
    for (Refusal.Kind kind : Refusal.Kind.values()) {
      Bus.Service service =
          serve(asked -> Future.failedFuture(new Refusal(kind, "no: " + kind, List.of())));

      assertThat(refusal().kind()).isEqualTo(kind);
      assertThat(refusal()).hasMessage("no: " + kind);
      await(service.close());
    }
  }

  @Test
  void a_refusal_that_is_thrown_is_as_good_as_one_that_is_returned() {
    serve(
        asked -> {
          throw Refusal.conflict("too late");
        });

    assertThat(refusal().kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(refusal()).hasMessage("too late");
  }

  @Test
  void any_other_failure_is_unavailable_and_says_what_it_was() {
    serve(asked -> Future.failedFuture(new IllegalStateException("disk full")));

    assertThat(refusal().kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
    assertThat(refusal()).hasMessage("disk full");
  }

  @Test
  void nobody_there_is_unavailable() {
    assertThat(refusal().kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
    assertThat(failure(bus.request(DOOR, "n9", ASKED)))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE));
  }

  @Test
  void no_answer_in_time_is_unavailable() {
    serve(asked -> Promise.<AuthenticateReply>promise().future());

    assertThat(refusal().kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
  }

  @Test
  void a_failure_of_somebody_elses_making_is_unavailable_too() {
    Throwable seen = Refusal.of(new ReplyException(ReplyFailure.RECIPIENT_FAILURE, 7, "not ours"));

    assertThat(seen)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE))
        .hasMessage("not ours");
  }

  @Test
  void a_service_that_is_closed_answers_no_more() {
    Bus.Service service = serve(asked -> Future.succeededFuture(YES));

    await(service.close());

    assertThat(refusal().kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
  }

  @Test
  void every_subscriber_gets_what_is_published_until_it_leaves() {
    List<TasksChanged> one = new CopyOnWriteArrayList<>();
    List<TasksChanged> two = new CopyOnWriteArrayList<>();
    Bus.Service first = bus.subscribe(Channels.TASK_CHANGED, one::add);
    Bus.Service second = bus.subscribe(Channels.TASK_CHANGED, two::add);
    await(first.ready().compose(ready -> second.ready()));

    bus.publish(Channels.TASK_CHANGED, TasksChanged.getDefaultInstance());
    Await.until("both heard", () -> one.size() == 1 && two.size() == 1);
    await(first.close());
    bus.publish(Channels.TASK_CHANGED, TasksChanged.getDefaultInstance());

    Await.until("the other heard again", () -> two.size() == 2);
    assertThat(one).hasSize(1);
  }
}
