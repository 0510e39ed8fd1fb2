package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.proto.bus.v1.Violation;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Backoff;
import io.fss.proto.v1.Policies.Misfire;
import io.fss.proto.v1.Policies.Overlap;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyRulesTest {

  private static List<Violation> check(Policies.Builder policies) {
    Violations violations = new Violations();
    new PolicyRules(violations).check(PolicyDefaults.BUILT_IN.fill(policies.build()));
    return violations.all();
  }

  private static String only(Policies.Builder policies) {
    assertThat(check(policies)).hasSize(1);
    return check(policies).get(0).getField();
  }

  private static Policies.Builder policies() {
    return Policies.newBuilder();
  }

  @Test
  void the_defaults_keep_the_rules() {
    assertThat(check(policies())).isEmpty();
    for (Overlap overlap : List.of(Overlap.BUFFER_ALL, Overlap.ALLOW_ALL, Overlap.CANCEL_OTHER)) {
      assertThat(check(policies().setOverlap(overlap).setMisfire(Misfire.FIRE_ALL))).isEmpty();
    }
  }

  @Test
  void the_ends_of_every_range_are_in_it() {
    long year = 366L * 86_400_000;
    assertThat(
            check(
                policies()
                    .setMaxTries(100)
                    .setRetryDelayMs(year)
                    .setRetryMaxDelayMs(year)
                    .setRetryJitterPercent(100)
                    .setLeaseMs(86_400_000)
                    .setMisfireWindowMs(1_000)
                    .setMisfireLimit(1_000)
                    .setOverlapLimit(1_000)
                    .setDispatchTimeoutMs(1_000)
                    .setRunTimeoutMs(100)
                    .setProgressTimeoutMs(1_000)
                    .setClientWaitMs(100)
                    .setFinishWithinMs(100)
                    .setPriority(-100)))
        .isEmpty();
  }

  @Test
  void what_is_out_of_range_is_told_with_its_name() {
    assertThat(
            check(
                policies()
                    .setMaxTries(-1)
                    .setRetryJitterPercent(101)
                    .setLeaseMs(86_400_001)
                    .setMisfireWindowMs(999)
                    .setMisfireLimit(1_001)
                    .setOverlapLimit(-1)
                    .setDispatchTimeoutMs(999)
                    .setRunTimeoutMs(99)
                    .setProgressTimeoutMs(-1)
                    .setClientWaitMs(99)
                    .setFinishWithinMs(99)
                    .setPriority(101)))
        .extracting(Violation::getField, Violation::getValue)
        .containsExactly(
            tuple("policies.maxTries", "-1"),
            tuple("policies.retryJitterPercent", "101"),
            tuple("policies.leaseMs", "86400001"),
            tuple("policies.misfireWindowMs", "999"),
            tuple("policies.misfireLimit", "1001"),
            tuple("policies.overlapLimit", "-1"),
            tuple("policies.dispatchTimeoutMs", "999"),
            tuple("policies.runTimeoutMs", "99"),
            tuple("policies.progressTimeoutMs", "-1"),
            tuple("policies.clientWaitMs", "99"),
            tuple("policies.finishWithinMs", "99"),
            tuple("policies.priority", "101"));
  }

  @Test
  void a_pause_is_not_longer_than_the_longest() {
    assertThat(only(policies().setRetryDelayMs(3_600_001))).isEqualTo("policies.retryMaxDelayMs");
    assertThat(check(policies().setRetryDelayMs(3_600_001).setRetryMaxDelayMs(3_600_001)))
        .isEmpty();
  }

  @Test
  void words_nobody_knows_are_refused() {
    assertThat(only(policies().setMisfireValue(99))).isEqualTo("policies.misfire");
    assertThat(only(policies().setOverlapValue(99))).isEqualTo("policies.overlap");
    assertThat(only(policies().setRetryBackoffValue(99))).isEqualTo("policies.retryBackoff");
    assertThat(only(policies().addRetryOnValue(99).addRetryOnValue(98)))
        .isEqualTo("policies.retryOn");
    assertThat(only(policies().addRetryOnValue(0))).isEqualTo("policies.retryOn");
    assertThat(check(policies().setRetryBackoff(Backoff.EXPONENTIAL))).isEmpty();
  }
}
