package io.fss.deploy.bench;

import java.util.BitSet;
import java.util.List;

/**
 * Holds what ran and what was recorded against what was expected. An occurrence is told by its
 * group and planned instant, so one that was planned twice under two task ids is found too.
 */
final class Tally {
  private final Plan plan;
  private final BitSet ran = new BitSet();
  private final BitSet succeeded = new BitSet();
  private final BitSet explained = new BitSet();
  private int starts;
  private int unexpected;

  Tally(Plan plan) {
    this.plan = plan;
  }

  /** Counts what clients ran. */
  Tally ran(List<Run> runs) {
    for (Run run : runs) {
      int slot = plan.slot(run.group(), run.planned());
      if (slot < 0) {
        unexpected++;
      } else {
        starts++;
        ran.set(slot);
      }
    }
    return this;
  }

  /** Counts what the platform recorded. */
  Tally recorded(List<Ended> ended) {
    for (Ended task : ended) {
      BitSet as = task.succeeded() ? succeeded : explained;
      for (long at = task.first(); at <= task.last(); at += plan.every()) {
        int slot = plan.slot(task.group(), at);
        if (slot >= 0) {
          as.set(slot);
        }
      }
    }
    return this;
  }

  /** Expected occurrences that ran, each counted once. */
  int executed() {
    return ran.cardinality();
  }

  /** Starts beyond the first of an occurrence; nothing here may be tried twice. */
  int duplicated() {
    return starts - executed();
  }

  /** Starts of something nobody expected. */
  int unexpected() {
    return unexpected;
  }

  /** Expected occurrences that did not run, with a record that says why. */
  int skipped() {
    return without(explained, ran);
  }

  /** Expected occurrences that neither ran nor have a record that says why. */
  int lost() {
    return plan.expected() - executed() - skipped();
  }

  /** Occurrences that ran and have no record of their end. */
  int unrecorded() {
    BitSet open = (BitSet) ran.clone();
    open.andNot(succeeded);
    return without(open, explained);
  }

  private static int without(BitSet all, BitSet these) {
    BitSet rest = (BitSet) all.clone();
    rest.andNot(these);
    return rest.cardinality();
  }
}
