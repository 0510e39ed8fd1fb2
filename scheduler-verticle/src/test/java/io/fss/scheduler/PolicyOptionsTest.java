package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Backoff;
import io.fss.proto.v1.Policies.End;
import io.fss.proto.v1.Policies.Misfire;
import io.fss.proto.v1.Policies.Overlap;
import io.fss.proto.v1.Policies.Route;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PolicyOptionsTest {
  private static PolicyOptions options(
      int maxTries, String retryOn, String misfire, String overlap, int beside, Duration lease) {
    return new PolicyOptions(
        maxTries,
        Duration.ofSeconds(10),
        "exponential",
        Duration.ofMinutes(5),
        20,
        retryOn,
        true,
        lease,
        misfire,
        Duration.ofHours(2),
        7,
        overlap,
        8,
        beside,
        Duration.ofSeconds(5),
        Duration.ofMinutes(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(2),
        Duration.ofHours(1),
        "least-loaded");
  }

  private static PolicyOptions fine() {
    return options(3, "lost,failed", "fire-all", "allow-all", 9, Duration.ofSeconds(60));
  }

  @Test
  void the_careful_choice_is_what_is_built_in() {
    assertThat(PolicyOptions.CAREFUL.defaults()).isEqualTo(PolicyDefaults.BUILT_IN);
  }

  @Test
  void a_definition_that_says_nothing_gets_all_of_them() {
    assertThat(fine().defaults().fill(Policies.getDefaultInstance()))
        .isEqualTo(
            Policies.newBuilder()
                .setMaxTries(3)
                .setRetryDelayMs(10_000)
                .setLeaseMs(60_000)
                .setRetryBackoff(Backoff.EXPONENTIAL)
                .setRetryMaxDelayMs(300_000)
                .setRetryJitterPercent(20)
                .addRetryOn(End.END_FAILED)
                .addRetryOn(End.END_LOST)
                .setRetryElsewhere(true)
                .setMisfire(Misfire.FIRE_ALL)
                .setMisfireWindowMs(7_200_000)
                .setMisfireLimit(7)
                .setOverlap(Overlap.ALLOW_ALL)
                .setOverlapLimit(9)
                .setDispatchTimeoutMs(5_000)
                .setRunTimeoutMs(600_000)
                .setProgressTimeoutMs(60_000)
                .setClientWaitMs(120_000)
                .setFinishWithinMs(3_600_000)
                .setRoute(Route.LEAST_LOADED)
                .build());
  }

  @Test
  void what_a_definition_says_is_kept() {
    Policies said = Policies.newBuilder().setMaxTries(1).setOverlap(Overlap.BUFFER_ALL).build();

    Policies filled = fine().defaults().fill(said);

    assertThat(filled.getMaxTries()).isEqualTo(1);
    assertThat(filled.getOverlapLimit()).isEqualTo(8);
  }

  @Test
  void a_word_that_is_not_known_is_refused_with_the_key_and_those_that_are() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options(1, "failed", "later", "skip", 1, Duration.ofSeconds(30)))
        .withMessage("scheduler.defaults.misfire 'later' must be of [fire-all, fire-once, skip]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options(1, "failed,", "skip", "skip", 1, Duration.ofSeconds(30)))
        .withMessageStartingWith("scheduler.defaults.retry-on ''");
  }

  @Test
  void a_value_that_breaks_a_rule_of_policies_is_refused_with_the_key() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options(1, "failed", "skip", "skip", 1, Duration.ofSeconds(9)).defaults())
        .withMessageStartingWith("scheduler.defaults.lease 9000");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> options(0, "failed", "skip", "skip", 1, Duration.ofSeconds(30)).defaults())
        .withMessageStartingWith("scheduler.defaults.max-tries 0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> options(1, "failed", "skip", "skip", 0, Duration.ofSeconds(30)).defaults())
        .withMessageStartingWith("scheduler.defaults.overlap-beside 0");
  }
}
