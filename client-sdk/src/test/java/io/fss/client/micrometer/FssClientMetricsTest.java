package io.fss.client.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.client.ClientOptions;
import io.fss.client.ClientStatus;
import io.fss.client.Ended;
import io.fss.client.FssClient;
import io.fss.client.Outcome;
import io.fss.client.testing.FakePlatform;
import io.fss.client.testing.Running;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FssClientMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<Ended> ended = new CopyOnWriteArrayList<>();
  private final Promise<String> held = Promise.promise();

  @AfterEach
  void close_registry() {
    registry.close();
  }

  private void jobs(FssClient client) {
    client
        .job("hold", task -> held.future())
        .blockingJob(
            "fail",
            task -> {
              throw new IllegalStateException("no");
            })
        .onEnd(
            end -> {
              throw new IllegalStateException("a listener that fails costs nothing");
            })
        .onEnd(ended::add);
    new FssClientMetrics(client, Tags.of("copy", "one")).bindTo(registry);
  }

  private double gauge(String name) {
    return registry.get("fss.client." + name).tag("copy", "one").gauge().value();
  }

  private Timer attempts(String job, String outcome) {
    return registry.get("fss.client.attempts").tags("job", job, "outcome", outcome).timer();
  }

  @Test
  void meters_tell_what_runs_what_has_ended_and_how_the_session_stands() {
    try (FakePlatform platform = FakePlatform.start(this::jobs)) {
      // given
      Running running = platform.begin("hold");
      platform.advance(Duration.ofSeconds(3));

      // when
      platform.run("fail");

      // then
      assertThat(gauge("registered")).isEqualTo(1);
      assertThat(gauge("capacity")).isEqualTo(64);
      assertThat(gauge("attempts.running")).isEqualTo(1);
      assertThat(gauge("attempts.waiting")).isZero();
      assertThat(gauge("log.lines.buffered")).isZero();
      assertThat(gauge("completions.unacknowledged")).isZero();
      assertThat(registry.get("fss.client.silence").timeGauge().value()).isZero();
      assertThat(registry.get("fss.client.log.lines.dropped").functionCounter().count()).isZero();
      assertThat(registry.get("fss.client.heartbeats").functionCounter().count()).isPositive();
      assertThat(attempts("fail", "failed").count()).isEqualTo(1);

      // and when
      held.complete("done");
      running.ended();

      // then: the time of the test is the time of the meters
      assertThat(attempts("hold", "succeeded").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(3_000);
      assertThat(gauge("attempts.running")).isZero();
      assertThat(ended).extracting(Ended::job).containsExactly("fail", "hold");
      assertThat(ended)
          .extracting(Ended::outcome)
          .containsExactly(Outcome.FAILED, Outcome.SUCCEEDED);
    }
  }

  @Test
  void client_that_is_silent_closing_or_without_a_session_is_not_online() {
    assertThat(status(true, false, 9_999).isOnline()).isTrue();
    assertThat(status(true, false, 10_000).isOnline()).isFalse();
    assertThat(status(true, true, 0).isOnline()).isFalse();
    assertThat(status(false, false, 0).isOnline()).isFalse();
  }

  private static ClientStatus status(boolean registered, boolean closing, long silenceMs) {
    return new ClientStatus(registered, closing, 0, 0, 1, 0, 0, 0, 1, Duration.ofMillis(silenceMs));
  }

  @Test
  void client_that_was_not_started_or_was_closed_is_not_registered() {
    FakePlatform platform = FakePlatform.start(this::jobs);

    // when
    platform.close();

    // then
    assertThat(platform.client().status().registered()).isFalse();
    assertThat(platform.client().status().closing()).isTrue();
    assertThat(gauge("registered")).isZero();
    assertThat(FssClient.create(new ClientOptions("shop").withCapacity(3)).status().capacity())
        .isEqualTo(3);
  }

  @Test
  void closed_metrics_leave_nothing_in_the_registry() {
    FssClientMetrics[] metrics = new FssClientMetrics[1];
    try (FakePlatform platform =
        FakePlatform.start(
            client -> {
              client.blockingJob("report", task -> "");
              metrics[0] = new FssClientMetrics(client);
              metrics[0].bindTo(registry);
            })) {
      // given
      platform.run("report");
      assertThat(attempts("report", "succeeded").count()).isEqualTo(1);

      // when
      metrics[0].close();
      platform.run("report");

      // then
      assertThat(registry.getMeters()).isEmpty();
    }
  }
}
