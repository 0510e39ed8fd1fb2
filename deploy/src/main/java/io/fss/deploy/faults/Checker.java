package io.fss.deploy.faults;

import io.fss.deploy.faults.Findings.Breach;

/** Holds what the clients saw against what the platform kept. Pure. */
final class Checker {
  private final Story story;
  private final Findings findings = new Findings();

  Checker(Story story) {
    this.story = story;
  }

  Findings check() {
    new StartChecks(story, findings).check();
    new FenceChecks(story, findings).check();
    new RecordChecks(story, findings).check();
    new MomentChecks(story, findings).check();
    story.tasks().stream()
        .filter(TaskRecord::isLive)
        .forEach(
            task ->
                findings.add(
                    Breach.LOST,
                    "task %d of %s is still %s when everything should have ended"
                        .formatted(task.id(), task.group(), task.status())));
    findings.started(story.starts().size());
    findings.longestGapMs(Gaps.longestMs(story));
    return findings;
  }
}
