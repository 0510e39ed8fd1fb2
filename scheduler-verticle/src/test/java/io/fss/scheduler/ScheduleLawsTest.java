package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.scheduler.Schedule.Missed;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What holds for every fixed schedule, in every zone, with every calendar. */
class ScheduleLawsTest {
  private static final int SEEDS = 800;

  private static OptionalLong within(OptionalLong moment, long to) {
    return moment.isPresent() && moment.getAsLong() <= to ? moment : OptionalLong.empty();
  }

  @Test
  void a_schedule_names_all_of_its_moments_and_no_others_each_once_and_in_order() {
    for (long seed = 0; seed < SEEDS; seed++) {
      RandomSchedule one = RandomSchedule.of(seed);

      List<Long> named = new ArrayList<>();
      OptionalLong next = one.schedule().after(one.from() - 1);
      while (within(next, one.to()).isPresent()) {
        named.add(next.getAsLong());
        next = one.schedule().after(next.getAsLong());
      }

      assertThat(named)
          .as("seed %d: %s", seed, one.trigger().getKindCase())
          .containsExactlyElementsOf(one.moments());
    }
  }

  @Test
  void the_moment_after_any_instant_is_the_next_one_also_where_the_instant_is_none_of_them() {
    for (long seed = 0; seed < SEEDS; seed++) {
      RandomSchedule one = RandomSchedule.of(seed);
      new Random(seed)
          .longs(20, one.from(), one.to())
          .forEach(
              at -> {
                OptionalLong named = within(one.schedule().after(at), one.to());
                assertThat(named)
                    .as("after %d: %s", at, one.trigger().getKindCase())
                    .isEqualTo(one.after(at));
              });
    }
  }

  @Test
  void a_group_is_first_due_at_a_moment_that_is_not_of_the_past() {
    for (long seed = 0; seed < SEEDS; seed++) {
      RandomSchedule one = RandomSchedule.of(seed);
      new Random(seed)
          .longs(10, one.from(), one.to())
          .forEach(
              now -> {
                OptionalLong resumed = within(one.schedule().resume(now), one.to());
                assertThat(resumed)
                    .as("at %d: %s", now, one.trigger().getKindCase())
                    .isEqualTo(one.after(now));
                long tolerated = one.trigger().hasList() ? now - Schedule.TRAVEL_MS - 1 : now;
                assertThat(within(one.schedule().first(now), one.to()))
                    .as("at %d: %s", now, one.trigger().getKindCase())
                    .isEqualTo(one.after(tolerated));
              });
    }
  }

  @Test
  void what_was_missed_is_counted_without_a_gap_to_what_is_next() {
    for (long seed = 0; seed < SEEDS; seed++) {
      RandomSchedule one = RandomSchedule.of(seed);
      List<Long> all = List.copyOf(one.moments());
      Random random = new Random(seed);
      for (int i = 0; i < 10 && !all.isEmpty(); i++) {
        long planned = all.get(random.nextInt(all.size()));
        long any = planned + (long) (random.nextDouble() * (one.to() - planned));
        long now = random.nextInt(3) == 0 ? one.moments().floor(any) : any;
        SortedSet<Long> passed = new TreeSet<>(one.moments().subSet(planned, false, now, true));

        Missed missed = one.schedule().missed(planned, now);

        String told = "seed %d from %d to %d".formatted(seed, planned, now);
        boolean some = !passed.isEmpty();
        assertThat(missed.first()).as(told).isEqualTo(some ? passed.first() : 0);
        assertThat(missed.last()).as(told).isEqualTo(some ? passed.last() : 0);
        assertThat(missed.count())
            .as(told)
            .isEqualTo(missed.more() ? Passed.COUNTED : passed.size());
        assertThat(missed.more()).as(told).isEqualTo(missed.count() < passed.size());
        assertThat(within(missed.next(), one.to())).as(told).isEqualTo(one.after(now));
      }
    }
  }

  @Test
  void a_stored_schedule_means_the_same_as_before() {
    for (long seed = 0; seed < 300; seed++) {
      RandomSchedule one = RandomSchedule.of(seed);
      String calendar = one.calendar() == null ? "" : CalendarText.encode(one.calendar());

      Timing stored = Schedules.of(TriggerText.encode(one.trigger()), calendar);

      assertThat(stored.trigger().getKindCase()).isEqualTo(one.trigger().getKindCase());
      OptionalLong next = stored.schedule().after(one.from() - 1);
      for (long moment : one.moments().stream().limit(20).toList()) {
        assertThat(next).as("seed %d", seed).hasValue(moment);
        next = stored.schedule().after(moment);
      }
    }
  }
}
