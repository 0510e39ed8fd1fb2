package io.fss.scheduler;

/**
 * What tasks want: clients that have the job and are meant. Tasks with the same demand wait in one
 * queue; those of another one are not held up by them.
 *
 * @param selector which clients are meant, see {@link Selector}; empty for all
 */
record Demand(Job job, String selector) {
  @Override
  public String toString() {
    return selector.isEmpty() ? job.toString() : job + " on " + selector.replace('\n', ' ').strip();
  }
}
