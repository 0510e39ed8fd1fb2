package io.fss.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fss.kernel.Refusal;
import io.fss.kernel.SettableClock;
import io.fss.proto.v1.HeartbeatReply;
import io.fss.proto.v1.HeartbeatRequest;
import io.fss.proto.v1.PlatformGrpcClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateTest {
  private final SettableClock clock = new SettableClock(Instant.EPOCH);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Rate rate = new Rate(clock, new EdgeMetrics(meters), "peer", 10);

  private int taken(String caller) {
    int taken = 0;
    try {
      while (true) {
        rate.take(caller);
        taken++;
      }
    } catch (Refusal refusal) {
      assertThat(refusal.kind()).isEqualTo(Refusal.Kind.TOO_MANY);
      return taken;
    }
  }

  @Test
  void for_a_moment_twice_as_many_are_let_through_then_as_many_as_the_setting_says() {
    assertThat(taken("a")).isEqualTo(20);

    clock.advance(Duration.ofSeconds(1));
    assertThat(taken("a")).isEqualTo(10);

    clock.advance(Duration.ofMillis(250));
    assertThat(taken("a")).isEqualTo(2);

    clock.advance(Duration.ofHours(1));
    assertThat(taken("a")).isEqualTo(20);
  }

  @Test
  void one_caller_takes_nothing_from_another_and_the_refusal_names_setting_and_caller() {
    taken("a");

    assertThatCode(() -> rate.take("b")).doesNotThrowAnyException();
    assertThatThrownBy(() -> rate.take("a"))
        .hasMessage("dispatcher.rates.peer of 10 calls a second is exceeded by a");
    assertThat(meters.get("fss.edge.limited").tag("limit", "peer").counter().count()).isEqualTo(2);
  }

  @Test
  void the_edge_refuses_a_session_that_calls_too_often_and_serves_the_others() {
    try (DispatcherFixture fss = new DispatcherFixture(options(new RateOptions(2, 100, 100)))) {
      fss.heartbeats(beat -> Future.succeededFuture(HeartbeatReply.getDefaultInstance()));
      for (int i = 0; i < 4; i++) {
        assertThat(beat(fss, "s1", DispatcherFixture.TOKEN).status()).isEqualTo(GrpcStatus.OK);
      }

      DispatcherFixture.Answer<HeartbeatReply> fifth = beat(fss, "s1", DispatcherFixture.TOKEN);

      assertThat(fifth.status()).isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED);
      assertThat(fifth.message())
          .isEqualTo("dispatcher.rates.session of 2 calls a second is exceeded by s1");
      assertThat(beat(fss, "s2", DispatcherFixture.TOKEN).status()).isEqualTo(GrpcStatus.OK);
    }
  }

  @Test
  void the_edge_lets_nobody_guess_tokens_and_serves_those_it_knows_from_the_same_address() {
    try (DispatcherFixture fss = new DispatcherFixture(options(new RateOptions(100, 100, 2)))) {
      fss.heartbeats(beat -> Future.succeededFuture(HeartbeatReply.getDefaultInstance()));
      beat(fss, "s1", DispatcherFixture.TOKEN);
      for (int i = 0; i < 3; i++) {
        assertThat(beat(fss, "s1", "guess-" + i).status()).isEqualTo(GrpcStatus.UNAUTHENTICATED);
      }

      assertThat(beat(fss, "s1", "guess-4").status()).isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED);

      assertThat(fss.asked).hasSize(4);
      assertThat(beat(fss, "s1", DispatcherFixture.TOKEN).status()).isEqualTo(GrpcStatus.OK);
    }
  }

  @Test
  void the_edge_bounds_the_calls_of_an_address() {
    try (DispatcherFixture fss = new DispatcherFixture(options(new RateOptions(100, 1, 100)))) {
      fss.heartbeats(beat -> Future.succeededFuture(HeartbeatReply.getDefaultInstance()));
      beat(fss, "s1", DispatcherFixture.TOKEN);
      beat(fss, "s1", DispatcherFixture.TOKEN);

      assertThat(beat(fss, "s1", DispatcherFixture.TOKEN).message())
          .isEqualTo("dispatcher.rates.peer of 1 calls a second is exceeded by 127.0.0.1");
    }
  }

  private static DispatcherFixture.Answer<HeartbeatReply> beat(
      DispatcherFixture fss, String session, String token) {
    return fss.call(
        PlatformGrpcClient.Heartbeat,
        HeartbeatRequest.newBuilder().setSession(session).setCounter(1).build(),
        "Bearer " + token);
  }

  private static DispatcherOptions options(RateOptions rates) {
    DispatcherOptions known = DispatcherFixture.OPTIONS;
    return new DispatcherOptions(
        known.host(),
        known.port(),
        known.maxMessageBytes(),
        known.connectTimeout(),
        known.answerTimeout(),
        known.streams(),
        known.dialBack(),
        known.tls(),
        rates);
  }
}
