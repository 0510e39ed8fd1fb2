package io.fss.deploy.faults;

/** The times in which nothing started. */
final class Gaps {
  private Gaps() {}

  /** The longest one in milliseconds, counted from when something was due, until the groups end. */
  static long longestMs(Story story) {
    long[] starts =
        story.processes().stream()
            .flatMap(process -> process.starts().stream())
            .mapToLong(Start::wallMs)
            .sorted()
            .toArray();
    long end = story.stoppedMs().values().stream().mapToLong(at -> at).min().orElse(0);
    long last = story.begunMs();
    long longest = 0;
    for (long start : starts) {
      long until = Math.min(start, end);
      longest = Math.max(longest, until - due(story, last));
      last = Math.max(last, until);
    }
    return Math.max(longest, end - due(story, last));
  }

  /** The first moment of any schedule after a time. */
  private static long due(Story story, long after) {
    return story.groups().values().stream()
        .filter(plan -> plan.kind() == GroupPlan.Kind.FIXED)
        .mapToLong(
            plan -> {
              long since = Math.max(0, after - story.begunMs());
              return story.begunMs() + (since / plan.everyMs() + 1) * plan.everyMs();
            })
        .min()
        .orElse(after);
  }
}
