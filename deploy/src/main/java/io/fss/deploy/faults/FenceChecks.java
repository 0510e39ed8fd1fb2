package io.fss.deploy.faults;

import io.fss.deploy.faults.Findings.Breach;
import java.util.Map;

/** A job that its client can no longer prove to be its own is told to stop, in time. */
final class FenceChecks {
  // How much before the end of its lease, see the SDK.
  private static final long MARGIN_MS = 4_000;
  // The fence looks ten times a second; a busy machine may need longer, and so may its clock.
  private static final long PATIENCE_NANOS = 3_000_000_000L;

  private final Story story;
  private final Findings findings;

  FenceChecks(Story story, Findings findings) {
    this.story = story;
    this.findings = findings;
  }

  void check() {
    for (Start start : story.starts()) {
      long lease = story.plan(start.group()).leaseMs();
      long silence = (lease - Math.min(MARGIN_MS, lease / 2)) * 1_000_000;
      long unproven = firstUnproven(start, silence);
      if (unproven < start.toldNanos()) {
        findings.add(
            Breach.UNFENCED,
            "%s ran on %d ms after its start, unproven and untold"
                .formatted(start, (unproven - start.nanos()) / 1_000_000));
      }
    }
  }

  /** When it ran without proof for longer than can be excused; never, if it did not. */
  private static long firstUnproven(Start start, long silence) {
    ProcessStory process = start.process();
    long over = Math.min(start.endNanos(), process.gone());
    long from = start.nanos();
    long proven = process.provenAt(from);
    for (Map.Entry<Long, Long> proof : process.proofs().tailMap(from, false).entrySet()) {
      long found =
          excused(process, Math.max(from, proven + silence), Math.min(over, proof.getKey()));
      if (found != Start.NEVER) {
        return found;
      }
      proven = Math.max(proven, proof.getValue());
    }
    return over == Start.NEVER
        ? Start.NEVER
        : excused(process, Math.max(from, proven + silence), over);
  }

  /** The first time within a span at which the process had been awake for too long. */
  private static long excused(ProcessStory process, long from, long to) {
    long awake = from;
    for (ProcessStory.Frozen frozen : process.frozen()) {
      if (frozen.to() <= awake) {
        continue;
      }
      if (Math.min(frozen.from(), to) - awake > PATIENCE_NANOS) {
        return awake + PATIENCE_NANOS;
      }
      awake = Math.max(awake, frozen.to());
    }
    return to - awake > PATIENCE_NANOS ? awake + PATIENCE_NANOS : Start.NEVER;
  }
}
