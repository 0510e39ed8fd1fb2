package io.fss.deploy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.deploy.faults.Findings.Breach;
import io.fss.proto.bus.v1.TaskStatus;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every breach is found, and nothing that is allowed is taken for one. */
class CheckerTest {
  private static final String G = "every-second";

  /** Two clients, one group, five moments that each ran. */
  private static Tale healthy(int tries) {
    Tale tale = new Tale().group(G, tries).client("a", 60_000).client("b", 60_000);
    for (int second = 0; second < 5; second++) {
      tale.runs(second % 2 == 0 ? "a" : "b", G, 100 + second, second * 1_000L);
    }
    return tale;
  }

  /** One task with retries, alone in a group that runs by hand. */
  private static Tale retried() {
    return new Tale().group(G, GroupPlan.Kind.MANUAL, 3, true).client("b", 60_000);
  }

  private static Tale once() {
    return new Tale().group(G, GroupPlan.Kind.MANUAL, 1, true);
  }

  private static void only(Findings findings, Breach breach, int times) {
    assertThat(counts(findings)).as("%s", findings.told()).isEqualTo(Map.of(breach, times));
  }

  private static void none(Findings findings) {
    assertThat(findings.told()).isEmpty();
    assertThat(findings.promiseKept()).isTrue();
  }

  private static Map<Breach, Integer> counts(Findings findings) {
    Map<Breach, Integer> counts = new TreeMap<>();
    for (Breach breach : Breach.values()) {
      if (findings.count(breach) > 0) {
        counts.put(breach, findings.count(breach));
      }
    }
    return counts;
  }

  @Test
  void a_healthy_run_has_no_breach_and_is_counted() {
    Findings findings = healthy(1).check();

    none(findings);
    assertThat(findings.planned()).isEqualTo(5);
    assertThat(findings.started()).isEqualTo(5);
    assertThat(findings.outlived()).isZero();
  }

  // Double starts

  @Test
  void an_attempt_that_starts_on_two_clients_is_doubled() {
    Findings findings =
        healthy(1).starts("b", G, 100, 1, 0, 30).ends("b", 100, 1, "SUCCEEDED", 40).check();

    // Twice over: it is the same attempt, and more starts than there are tries.
    only(findings, Breach.DOUBLED, 2);
  }

  @Test
  void a_second_start_of_a_task_with_one_try_is_doubled() {
    Findings findings =
        healthy(1)
            .starts("b", G, 104, 2, 4_000, 4_500)
            .ends("b", 104, 2, "SUCCEEDED", 4_510)
            .attempt(104, 2, 2, TaskStatus.FAILED)
            .check();

    only(findings, Breach.DOUBLED, 1);
  }

  @Test
  void a_second_try_after_the_first_has_ended_is_none() {
    Findings findings =
        retried()
            .client("a", 60_000)
            .starts("a", G, 7, 1, 0, 10)
            .ends("a", 7, 1, "FAILED", 20)
            .answered("a", 7, 1, "COMMITTED")
            .attempt(7, 1, 1, TaskStatus.FAILED)
            .starts("b", G, 7, 2, 0, 21)
            .ends("b", 7, 2, "SUCCEEDED", 40)
            .answered("b", 7, 2, "COMMITTED")
            .row(G, 7, "key:x", 2, 0, 0, 1, TaskStatus.SUCCEEDED)
            .check();

    none(findings);
  }

  @Test
  void a_failed_task_with_tries_left_is_lost() {
    Findings findings =
        retried()
            .starts("b", G, 7, 1, 0, 10)
            .ends("b", 7, 1, "FAILED", 20)
            .answered("b", 7, 1, "COMMITTED")
            .row(G, 7, "key:x", 1, 0, 0, 1, TaskStatus.FAILED)
            .check();

    only(findings, Breach.LOST, 1);
  }

  @Test
  void an_attempt_that_never_began_uses_up_no_try() {
    Findings findings =
        retried()
            .starts("b", G, 7, 1, 0, 10)
            .ends("b", 7, 1, "FAILED", 20)
            .answered("b", 7, 1, "COMMITTED")
            .attempt(7, 1, 1, TaskStatus.FAILED)
            .attempt(7, 2, 2, TaskStatus.WAITING)
            .starts("b", G, 7, 3, 0, 30)
            .ends("b", 7, 3, "FAILED", 40)
            .answered("b", 7, 3, "COMMITTED")
            .row(G, 7, "key:x", 3, 0, 0, 1, TaskStatus.FAILED)
            .check();

    only(findings, Breach.LOST, 1);
  }

  @Test
  void a_second_try_while_the_first_still_holds_its_lease_is_doubled() {
    Findings findings =
        retried()
            .client("a", 9_000)
            .starts("a", G, 7, 1, 0, 10)
            .told("a", 7, 1, 15_000)
            .ends("a", 7, 1, "FAILED", 18_990)
            .answered("a", 7, 1, "STALE")
            .attempt(7, 1, 1, TaskStatus.LOST)
            .starts("b", G, 7, 2, 0, 18_980)
            .ends("b", 7, 2, "SUCCEEDED", 19_500)
            .row(G, 7, "key:x", 2, 0, 0, 1, TaskStatus.SUCCEEDED)
            .check();

    only(findings, Breach.DOUBLED, 1);
    assertThat(findings.told().get(0)).contains("task 7 attempt 2", "held its lease", "9980 ms");
  }

  @Test
  void a_job_that_was_frozen_beyond_its_lease_is_counted_and_not_doubled() {
    Findings findings =
        retried()
            .client("a", 9_000)
            .starts("a", G, 7, 1, 0, 10)
            .frozen("a", 9_500, 25_000)
            .told("a", 7, 1, 25_100)
            .ends("a", 7, 1, "SUCCEEDED", 25_200)
            .answered("a", 7, 1, "STALE")
            .attempt(7, 1, 1, TaskStatus.LOST)
            .starts("b", G, 7, 2, 0, 19_500)
            .ends("b", 7, 2, "SUCCEEDED", 20_000)
            .answered("b", 7, 2, "COMMITTED")
            .row(G, 7, "key:x", 2, 0, 0, 1, TaskStatus.SUCCEEDED)
            .check();

    none(findings);
    assertThat(findings.outlived()).isEqualTo(1);
  }

  @Test
  void a_proof_that_comes_after_the_lease_was_over_brings_it_back_for_no_attempt() {
    Findings findings =
        retried()
            .client("a", 2_000)
            .starts("a", G, 7, 1, 0, 10)
            .frozen("a", 2_500, 12_900)
            .told("a", 7, 1, 12_901)
            .proven("a", 12_902, 13_000)
            .ends("a", 7, 1, "SUCCEEDED", 14_000)
            .answered("a", 7, 1, "STALE")
            .attempt(7, 1, 1, TaskStatus.LOST)
            .starts("b", G, 7, 2, 0, 13_100)
            .ends("b", 7, 2, "SUCCEEDED", 13_200)
            .answered("b", 7, 2, "COMMITTED")
            .row(G, 7, "key:x", 2, 0, 0, 1, TaskStatus.SUCCEEDED)
            .check();

    none(findings);
    assertThat(findings.outlived()).isEqualTo(1);
  }

  @Test
  void a_job_of_a_killed_client_is_no_double_once_its_lease_is_over() {
    Findings findings = killedThenTriedAgainAt(19_500);

    none(findings);
    assertThat(findings.outlived()).isZero();
  }

  @Test
  void a_job_of_a_killed_client_keeps_its_lease() {
    only(killedThenTriedAgainAt(12_000), Breach.DOUBLED, 1);
  }

  private static Findings killedThenTriedAgainAt(long at) {
    return retried()
        .client("a", 9_000)
        .starts("a", G, 7, 1, 0, 10)
        .gone("a", 9_500)
        .attempt(7, 1, 1, TaskStatus.LOST)
        .starts("b", G, 7, 2, 0, at)
        .ends("b", 7, 2, "SUCCEEDED", at + 100)
        .row(G, 7, "key:x", 2, 0, 0, 1, TaskStatus.SUCCEEDED)
        .check();
  }

  @Test
  void two_tasks_of_a_group_that_runs_alone_are_doubled_when_they_run_beside_each_other() {
    Findings findings =
        healthy(1)
            .group("slow", GroupPlan.Kind.MANUAL, 1, false)
            .starts("a", "slow", 1, 1, 0, 10)
            .ends("a", 1, 1, "SUCCEEDED", 900)
            .row("slow", 1, "key:1", 1, 0, 0, 1, TaskStatus.SUCCEEDED)
            .starts("b", "slow", 2, 1, 0, 899)
            .ends("b", 2, 1, "SUCCEEDED", 950)
            .row("slow", 2, "key:2", 1, 0, 0, 1, TaskStatus.SUCCEEDED)
            .check();

    only(findings, Breach.DOUBLED, 1);
  }

  @Test
  void a_moment_that_runs_as_two_tasks_is_doubled() {
    Findings findings = healthy(1).runs("b", G, 200, 4_000).check();

    // Also they ran beside each other, and the moment stands in two rows, one too many.
    only(findings, Breach.DOUBLED, 4);
  }

  @Test
  void an_attempt_that_started_and_is_kept_as_refused_is_doubled() {
    Findings findings =
        retried()
            .client("a", 60_000)
            .starts("a", G, 7, 1, 0, 10)
            .ends("a", 7, 1, "SUCCEEDED", 20)
            .attempt(7, 1, 3, TaskStatus.WAITING)
            .row(G, 7, "key:x", 4, 0, 0, 1, TaskStatus.CANCELLED)
            .check();

    only(findings, Breach.DOUBLED, 1);
  }

  @Test
  void a_start_before_its_moment_is_early() {
    only(startsEarly().check(), Breach.EARLY, 1);
    only(startsEarly().skew(3).check(), Breach.EARLY, 1);
  }

  @Test
  void a_start_before_its_moment_is_none_as_far_as_clocks_may_differ() {
    Findings findings = startsEarly().skew(4).check();

    none(findings);
    assertThat(findings.aheadMs()).isEqualTo(4);
  }

  private static Tale startsEarly() {
    return healthy(1)
        .starts("a", G, 105, 1, 5_000, 4_996)
        .ends("a", 105, 1, "SUCCEEDED", 5_010)
        .row(G, 105, 1, 5_000, TaskStatus.SUCCEEDED);
  }

  // Lost occurrences

  @Test
  void a_moment_in_no_row_is_lost() {
    Findings findings = healthy(1).runs("a", G, 106, 6_000).check();

    // It is missing, and so the number of moments is wrong.
    only(findings, Breach.LOST, 2);
    assertThat(findings.told().get(0)).contains("1 moments of every-second from");
  }

  @Test
  void a_moment_that_a_row_of_skips_stands_for_is_not() {
    Findings findings =
        healthy(1)
            .row(G, 105, 0, 5_000, 7_000, 3, TaskStatus.SKIPPED)
            .runs("a", G, 108, 8_000)
            .check();

    none(findings);
    assertThat(findings.planned()).isEqualTo(9);
  }

  @Test
  void skips_for_two_reasons_by_turns_are_not_lost() {
    Findings findings =
        healthy(1)
            .row(G, 105, 0, 5_000, 7_000, 2, TaskStatus.SKIPPED)
            .row(G, 106, 0, 6_000, 8_000, 2, TaskStatus.SKIPPED)
            .check();

    none(findings);
  }

  @Test
  void a_row_of_skips_that_counts_too_few_is_a_loss() {
    Findings findings = healthy(1).row(G, 105, 0, 5_000, 7_000, 2, TaskStatus.SKIPPED).check();

    only(findings, Breach.LOST, 1);
  }

  @Test
  void a_group_all_of_whose_moments_were_skipped_never_ran() {
    Findings findings =
        new Tale()
            .group(G, GroupPlan.Kind.FIXED, 1, true)
            .stopped(5_000)
            .row(G, 100, 0, 0, 4_000, 5, TaskStatus.SKIPPED)
            .check();

    only(findings, Breach.LOST, 1);
    assertThat(findings.told().get(0)).contains("never ran");
  }

  @Test
  void a_task_that_was_split_has_each_of_its_parts_once() {
    none(once().split(G, 50, 3, 0, 1, 2).check());
    only(once().split(G, 50, 3, 0, 2).check(), Breach.LOST, 1);
    only(once().split(G, 50, 3, 0, 1, 2, 2).check(), Breach.DOUBLED, 1);
  }

  @Test
  void a_group_that_stood_still_before_it_was_disabled_is_lost() {
    only(healthy(1).stopped(10_001).check(), Breach.LOST, 1);
  }

  @Test
  void a_group_that_never_ran_is_lost() {
    only(healthy(1).group("other", 1).check(), Breach.LOST, 1);
  }

  @Test
  void a_task_that_has_not_ended_is_lost() {
    only(healthy(1).row(G, 105, 1, 5_000, TaskStatus.RUNNING).check(), Breach.LOST, 1);
  }

  @Test
  void a_chain_that_goes_on_is_whole_and_one_that_does_not_is_lost() {
    Tale whole = new Tale().group("chain", GroupPlan.Kind.CHAIN, 1, false);
    whole
        .row("chain", 1, "at:0", 0, 0, 0, 1, TaskStatus.CANCELLED)
        .row("chain", 2, "after:1", 0, 2_000, 2_000, 1, TaskStatus.CANCELLED)
        .row("chain", 3, "after:2", 0, 4_000, 4_000, 1, TaskStatus.CANCELLED);
    none(whole.check());

    Tale broken = new Tale().group("chain", GroupPlan.Kind.CHAIN, 1, false);
    broken
        .row("chain", 1, "at:0", 0, 0, 0, 1, TaskStatus.CANCELLED)
        .row("chain", 3, "after:2", 0, 4_000, 4_000, 1, TaskStatus.CANCELLED);
    only(broken.check(), Breach.LOST, 1);
  }

  @Test
  void a_run_by_hand_that_was_acknowledged_and_is_in_no_row_is_lost() {
    Tale tale = new Tale().group(G, GroupPlan.Kind.MANUAL, 1, true);
    tale.row(G, 1, "key:kept", 0, 0, 0, 1, TaskStatus.CANCELLED).acknowledgedRun("kept", 1);
    none(tale.check());

    only(tale.acknowledgedRun("forgotten", 2).check(), Breach.LOST, 1);
  }

  @Test
  void a_run_by_hand_that_was_made_twice_is_doubled() {
    Tale tale = new Tale().group(G, GroupPlan.Kind.MANUAL, 1, true);
    tale.row(G, 1, "key:x", 0, 0, 0, 1, TaskStatus.CANCELLED)
        .row(G, 2, "key:x", 0, 0, 0, 1, TaskStatus.CANCELLED)
        .acknowledgedRun("x", 1);

    only(tale.check(), Breach.DOUBLED, 1);
  }

  // Ends

  private static Findings oneEnd(String outcome, String answer, TaskStatus kept) {
    Tale tale = healthy(1);
    tale.starts("a", G, 105, 1, 5_000, 5_001).ends("a", 105, 1, outcome, 5_010);
    if (!answer.isEmpty()) {
      tale.answered("a", 105, 1, answer);
    }
    return tale.row(G, 105, 1, 5_000, kept).check();
  }

  @Test
  void an_end_that_was_acknowledged_and_is_kept_as_another_is_lost() {
    only(oneEnd("SUCCEEDED", "COMMITTED", TaskStatus.LOST), Breach.UNACKNOWLEDGED_LOST, 1);
    only(oneEnd("SUCCEEDED", "COMMITTED", TaskStatus.FAILED), Breach.UNACKNOWLEDGED_LOST, 1);
    only(oneEnd("FAILED", "COMMITTED", TaskStatus.LOST), Breach.UNACKNOWLEDGED_LOST, 1);
  }

  @Test
  void an_end_that_was_refused_may_be_kept_as_anything_that_is_said() {
    none(oneEnd("FAILED", "STALE", TaskStatus.LOST));
    none(oneEnd("FAILED", "COMMITTED", TaskStatus.TIMED_OUT));
    // The answer to the first report was lost.
    none(oneEnd("SUCCEEDED", "STALE", TaskStatus.SUCCEEDED));
    none(oneEnd("SUCCEEDED", "", TaskStatus.LOST));
  }

  @Test
  void a_success_that_nothing_newer_stands_against_must_correct_a_loss() {
    only(oneEnd("SUCCEEDED", "STALE", TaskStatus.LOST), Breach.UNACKNOWLEDGED_LOST, 1);
  }

  @Test
  void an_end_that_is_called_invalid_is_lost() {
    only(oneEnd("SUCCEEDED", "INVALID", TaskStatus.LOST), Breach.UNACKNOWLEDGED_LOST, 1);
  }

  @Test
  void an_attempt_that_started_and_is_in_no_row_is_lost() {
    Findings findings =
        retried().client("a", 60_000).starts("a", G, 7, 1, 0, 10).gone("a", 900).check();

    only(findings, Breach.UNACKNOWLEDGED_LOST, 1);
  }

  @Test
  void a_success_that_no_client_has_seen_is_told() {
    only(healthy(1).row(G, 105, 1, 5_000, TaskStatus.SUCCEEDED).check(), Breach.UNSEEN, 1);
  }

  // The fence

  private static Tale silentSince(long provenUntil) {
    return new Tale()
        .group(G, GroupPlan.Kind.MANUAL, 1, true)
        .client("a", provenUntil)
        .starts("a", G, 7, 1, 0, 10)
        .row(G, 7, "key:x", 1, 0, 0, 1, TaskStatus.LOST);
  }

  @Test
  void a_job_that_runs_on_untold_without_a_proof_is_unfenced() {
    only(silentSince(2_000).ends("a", 7, 1, "FAILED", 12_000).check(), Breach.UNFENCED, 1);
  }

  @Test
  void a_job_that_is_told_in_time_is_not() {
    none(silentSince(2_000).told("a", 7, 1, 8_100).ends("a", 7, 1, "FAILED", 12_000).check());
  }

  @Test
  void nobody_can_be_told_while_the_process_is_frozen() {
    none(
        silentSince(2_000)
            .frozen("a", 3_000, 30_000)
            .told("a", 7, 1, 30_100)
            .ends("a", 7, 1, "FAILED", 40_000)
            .check());
    only(
        silentSince(2_000).frozen("a", 3_000, 30_000).ends("a", 7, 1, "FAILED", 40_000).check(),
        Breach.UNFENCED,
        1);
  }

  @Test
  void a_job_of_a_client_that_is_gone_needs_not_be_told() {
    none(silentSince(2_000).gone("a", 10_000).check());
  }

  // The gap

  @Test
  void the_longest_gap_counts_from_when_something_was_due() {
    Findings findings =
        healthy(1)
            .row(G, 105, 0, 5_000, 8_000, 4, TaskStatus.SKIPPED)
            .stopped(12_000)
            .starts("a", G, 109, 1, 9_000, 9_300)
            .ends("a", 109, 1, "SUCCEEDED", 9_310)
            .row(G, 109, 1, 9_000, TaskStatus.SUCCEEDED)
            .check();

    none(findings);
    // Due again at 5,000 after the start at 4,001.
    assertThat(findings.longestGapMs()).isEqualTo(4_300);
  }
}
