package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.Policies;
import io.fss.scheduler.Misfire.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Verdicts against one that lists all moments and strikes out what may not run. */
class MisfireLawsTest {
  private static final List<Policies.Misfire> MODES =
      List.of(Policies.Misfire.FIRE_ONCE, Policies.Misfire.MISFIRE_SKIP, Policies.Misfire.FIRE_ALL);

  /** What the policies say, in their own words: the moments that are to run, ascending. */
  private static NavigableSet<Long> toRun(
      List<Long> passed, Policies policies, long grace, long planned, long now, boolean waited) {
    long window =
        policies.getMisfireWindowMs() == 0 ? Long.MAX_VALUE : policies.getMisfireWindowMs();
    long bound =
        policies.getMisfire() == Policies.Misfire.MISFIRE_SKIP ? Math.min(grace, window) : window;
    List<Long> young = new ArrayList<>(passed);
    young.removeIf(at -> now - at > bound);
    boolean inTime = waited || now - planned <= bound;
    NavigableSet<Long> run = new TreeSet<>();
    if (policies.getMisfire() != Policies.Misfire.FIRE_ALL) {
      if (inTime) {
        run.add(planned);
      } else if (!young.isEmpty()) {
        run.add(young.get(young.size() - 1));
      }
      return run;
    }
    if (inTime) {
      run.add(planned);
    }
    run.addAll(young);
    while (run.size() > policies.getMisfireLimit()) {
      boolean stays = waited && run.first() == planned;
      run.remove(stays ? run.higher(planned) : run.first());
    }
    return run;
  }

  @Test
  void a_verdict_is_what_the_policies_say() {
    for (long seed = 0; seed < 1_500; seed++) {
      RandomSchedule one = RandomSchedule.of(seed);
      List<Long> all = List.copyOf(one.moments());
      Random random = new Random(seed);
      for (int i = 0; i < 10 && !all.isEmpty(); i++) {
        long planned = all.get(random.nextInt(all.size()));
        long any = planned + (long) (random.nextDouble() * (one.to() - planned));
        long now = random.nextInt(3) == 0 ? one.moments().floor(any) : any;
        long grace = random.nextInt(10_000_000);
        boolean waited = random.nextInt(4) == 0;
        Policies policies =
            Policies.newBuilder()
                .setMisfire(MODES.get(random.nextInt(MODES.size())))
                .setMisfireWindowMs(random.nextBoolean() ? 0 : random.nextInt(1_000_000_000))
                .setMisfireLimit(1 + random.nextInt(random.nextBoolean() ? 4 : 200))
                .build();
        List<Long> passed = List.copyOf(one.moments().subSet(planned, false, now, true));
        NavigableSet<Long> run = toRun(passed, policies, grace, planned, now, waited);

        Verdict verdict = Misfire.decide(one.schedule(), policies, grace, planned, now, waited);

        String told = "seed %d, round %d".formatted(seed, i);
        Long next = run.higher(planned);
        List<Long> skipped = new ArrayList<>(passed);
        skipped.removeAll(run);
        assertThat(verdict.runs()).as(told).isEqualTo(run.contains(planned));
        assertThat(verdict.catchUp()).as(told).isEqualTo(next != null);
        assertThat(next != null ? verdict.next() : within(verdict.next(), one.to()))
            .as(told)
            .isEqualTo(next != null ? OptionalLong.of(next) : one.after(now));
        assertThat(verdict.skipped().next()).as(told).isEqualTo(verdict.next());
        assertThat(verdict.skipped().count())
            .as(told)
            .isEqualTo(verdict.skipped().more() ? Passed.COUNTED : skipped.size());
        assertThat(verdict.skipped().more())
            .as(told)
            .isEqualTo(verdict.skipped().count() < skipped.size());
        assertThat(verdict.skipped().first()).as(told).isEqualTo(edge(skipped, 0));
        assertThat(verdict.skipped().last()).as(told).isEqualTo(edge(skipped, skipped.size() - 1));
      }
    }
  }

  private static OptionalLong within(OptionalLong moment, long to) {
    return moment.isPresent() && moment.getAsLong() <= to ? moment : OptionalLong.empty();
  }

  private static long edge(List<Long> skipped, int index) {
    return skipped.isEmpty() ? 0 : skipped.get(index);
  }

  @Test
  void every_passed_moment_is_run_or_skipped_once_however_long_the_making_up_takes() {
    Policies policies =
        Policies.newBuilder().setMisfire(Policies.Misfire.FIRE_ALL).setMisfireLimit(20).build();
    for (long seed = 0; seed < 300; seed++) {
      RandomSchedule one = RandomSchedule.of(seed);
      if (one.moments().size() < 2) {
        continue;
      }
      long planned = one.moments().first();
      long now = planned + (one.to() - planned) / 2;
      Random random = new Random(seed);
      NavigableSet<Long> run = new TreeSet<>();
      long skipped = 0;
      boolean catchUp = false;
      do {
        Verdict verdict = Misfire.decide(one.schedule(), policies, 0, planned, now, catchUp);
        skipped += verdict.skipped().count() + (verdict.runs() ? 0 : 1);
        if (verdict.runs()) {
          assertThat(run.add(planned)).as("seed %d", seed).isTrue();
        }
        catchUp = verdict.catchUp();
        planned = verdict.next().orElse(Long.MAX_VALUE);
        now = Math.min(one.to(), now + (catchUp ? random.nextInt(3_600_000) : 0));
      } while (catchUp);

      assertThat(one.moments()).as("seed %d", seed).containsAll(run);
      if (skipped < Passed.COUNTED) {
        int passed = one.moments().headSet(now, true).size();
        assertThat(run.size() + skipped).as("seed %d", seed).isEqualTo(passed);
      }
    }
  }
}
