package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Backoff;
import io.fss.proto.v1.Policies.End;
import io.fss.proto.v1.Policies.Misfire;
import io.fss.proto.v1.Policies.Overlap;
import io.fss.proto.v1.Policies.Route;
import org.junit.jupiter.api.Test;

class PolicyTextTest {
  private static final Policies ALL =
      Policies.newBuilder()
          .setMaxTries(3)
          .setRetryDelayMs(500)
          .setLeaseMs(10_000)
          .setRetryBackoff(Backoff.EXPONENTIAL)
          .setRetryMaxDelayMs(60_000)
          .setRetryJitterPercent(20)
          .addRetryOn(End.END_LOST)
          .setRetryElsewhere(true)
          .setMisfire(Misfire.FIRE_ALL)
          .setMisfireWindowMs(3_600_000)
          .setMisfireLimit(7)
          .setOverlap(Overlap.BUFFER_ALL)
          .setOverlapLimit(8)
          .setDispatchTimeoutMs(5_000)
          .setRunTimeoutMs(6_000)
          .setProgressTimeoutMs(7_000)
          .setClientWaitMs(8_000)
          .setFinishWithinMs(9_000)
          .setPriority(-5)
          .setRoute(Route.CONSISTENT_HASH)
          .setRouteKey("customer")
          .addRouteLabels("zone=eu")
          .setRouteClient("c1")
          .setShards(4)
          .addShardParams("{\"from\":0}")
          .build();

  @Test
  void policies_that_say_everything_are_read_as_they_were_written() {
    assertThat(ALL.getAllFields()).as("a new policy belongs here").hasSize(25);
    assertThat(PolicyText.decode(PolicyText.encode(ALL))).isEqualTo(ALL);
  }

  @Test
  void each_policy_alone_is_read_as_it_was_written() {
    ALL.getAllFields()
        .forEach(
            (field, value) -> {
              Policies one = Policies.newBuilder().setField(field, value).build();

              Policies read = PolicyText.decode(PolicyText.encode(one));

              assertThat(read.getField(field)).as(field.getName()).isEqualTo(value);
              assertThat(read).isEqualTo(PolicyDefaults.BUILT_IN.fill(one));
            });
  }

  @Test
  void policies_by_default_take_no_room() {
    assertThat(PolicyText.encode(Policies.getDefaultInstance())).isEmpty();
    assertThat(PolicyText.encode(PolicyText.decode(""))).isEmpty();
    assertThat(PolicyText.encode(Policies.newBuilder().setMaxTries(1).setLeaseMs(30_000).build()))
        .isEmpty();
  }

  @Test
  void only_what_differs_is_stored_under_the_names_of_the_contract() {
    Policies policies =
        Policies.newBuilder()
            .setMaxTries(3)
            .setRetryDelayMs(500)
            .setLeaseMs(30_000)
            .setOverlap(Overlap.ALLOW_ALL)
            .setOverlapLimit(10)
            .build();

    assertThat(PolicyText.encode(policies))
        .isEqualTo("{\"maxTries\":3,\"retryDelayMs\":500,\"overlap\":\"ALLOW_ALL\"}");
  }

  @Test
  void what_is_not_said_is_what_a_careful_operator_would_choose() {
    assertThat(PolicyText.decode(""))
        .isEqualTo(
            Policies.newBuilder()
                .setMaxTries(1)
                .setLeaseMs(30_000)
                .setRetryBackoff(Backoff.FIXED)
                .setRetryMaxDelayMs(3_600_000)
                .addRetryOn(End.END_FAILED)
                .addRetryOn(End.END_TIMED_OUT)
                .addRetryOn(End.END_LOST)
                .setMisfire(Misfire.FIRE_ONCE)
                .setOverlap(Overlap.OVERLAP_SKIP)
                .setRoute(Route.ROUND_ROBIN)
                .build());
  }

  @Test
  void a_limit_has_a_default_where_it_is_used() {
    Policies fires = Policies.newBuilder().setMisfire(Misfire.FIRE_ALL).build();
    Policies buffers = Policies.newBuilder().setOverlap(Overlap.BUFFER_ALL).build();
    Policies allows = Policies.newBuilder().setOverlap(Overlap.ALLOW_ALL).build();

    assertThat(PolicyDefaults.BUILT_IN.fill(fires).getMisfireLimit()).isEqualTo(100);
    assertThat(PolicyDefaults.BUILT_IN.fill(buffers).getOverlapLimit()).isEqualTo(100);
    assertThat(PolicyDefaults.BUILT_IN.fill(allows).getOverlapLimit()).isEqualTo(10);
  }

  @Test
  void policies_of_an_older_release_are_read() {
    Policies read = PolicyText.decode("{\"maxTries\":2,\"retryDelayMs\":0,\"leaseMs\":30000}");

    assertThat(read).isEqualTo(PolicyText.decode("").toBuilder().setMaxTries(2).build());
  }

  @Test
  void a_word_nobody_knows_is_told_not_guessed() {
    assertThatThrownBy(() -> PolicyText.decode("{\"misfire\":\"LUNAR\"}"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("LUNAR");
  }
}
