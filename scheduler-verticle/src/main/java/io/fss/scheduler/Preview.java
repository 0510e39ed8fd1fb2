package io.fss.scheduler;

import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.bus.v1.Moment;
import io.fss.proto.bus.v1.PreviewReply;
import io.fss.proto.bus.v1.PreviewRequest;
import io.fss.proto.bus.v1.Violation;
import io.fss.proto.v1.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** When tasks of a trigger would be due, before it is stored. */
final class Preview {
  private static final int COUNT = 10;
  private static final int MOST = 1_000;

  // What lies behind is of no use to anybody and bounds the search for rare days.
  private static final long HORIZON_MS = 100L * 366 * 24 * 3_600_000;

  private Preview() {}

  /**
   * The whole answer.
   *
   * @param calendar that the trigger names; null where it names none
   * @throws Refusal naming the rule that count or trigger break
   */
  static PreviewReply reply(PreviewRequest request, CalendarSpec calendar, long now) {
    Trigger trigger = request.getTrigger();
    Violations violations = new Violations();
    violations.within("count", request.getCount(), 0, MOST);
    violations.instant("from", request.getFromMs());
    violations.all().addAll(GroupRules.checkTrigger(trigger, calendar, now));
    List<Violation> broken = violations.all();
    if (!broken.isEmpty()) {
      throw Refusal.invalid(broken);
    }
    Timing timing = new Timing(trigger, TriggerText.schedule(trigger, calendar));
    String group = request.getGroup();
    long jitter = group.isEmpty() ? 0 : timing.jitter(namespace(request), group);
    long from = request.getFromMs() == 0 ? now : request.getFromMs();
    return PreviewReply.newBuilder()
        .addAllMoments(moments(timing.schedule(), jitter, from, count(request)))
        .setDescription(
            TriggerDescription.of(trigger, Locale.forLanguageTag(request.getLanguage())))
        .setZone(TriggerText.zone(trigger))
        .build();
  }

  private static String namespace(PreviewRequest request) {
    return request.getNamespace().isEmpty() ? "default" : request.getNamespace();
  }

  private static int count(PreviewRequest request) {
    int count = request.getCount() == 0 ? COUNT : request.getCount();
    long most = request.getTrigger().getMaxRuns();
    return most == 0 ? count : (int) Math.min(count, most);
  }

  /**
   * The first moments that are not before {@code from}, of the next hundred years. Of a schedule
   * that follows the ends of its tasks only the first one is known.
   */
  static List<Moment> moments(Schedule schedule, long jitter, long from, int count) {
    List<Moment> moments = new ArrayList<>();
    OptionalLong next = firstFrom(schedule, from);
    Schedule beat = next.isPresent() ? schedule.through(next.getAsLong()) : schedule;
    while (moments.size() < count && next.isPresent() && next.getAsLong() - from < HORIZON_MS) {
      long planned = next.getAsLong();
      moments.add(Moment.newBuilder().setPlannedAtMs(planned).setDueAtMs(planned + jitter).build());
      next = beat.after(planned);
    }
    return moments;
  }

  /** A cron names what comes after an instant, an interval begins with it: both are to be asked. */
  private static OptionalLong firstFrom(Schedule schedule, long from) {
    OptionalLong before = schedule.resume(from - 1);
    return before.isPresent() && before.getAsLong() < from ? schedule.resume(from) : before;
  }
}
