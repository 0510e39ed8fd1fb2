package io.fss.scheduler;

/**
 * A part that is made on purpose not to do what it must: for tests that the simulation would see
 * it. Where it breaks a statement, a fragment of its text stands for another one.
 */
enum SimBreach {
  /** Everything does what it must, as far as anybody knows. */
  NONE,
  /** The booker does not see who is before a task in the line of its group. */
  OVERLAP_IGNORED(
      "SUM(CASE WHEN task.status IN (2, 3, 4) OR task.attempt > 1 OR task.wait = 1",
      "SUM(CASE WHEN 1 = 0"),
  /** The booker takes tasks that another one has booked. */
  BOOKED_IS_FREE(
      "task.attempt = b.attempt AND " + TaskRow.WAITING,
      "task.attempt = b.attempt AND task.status IN (1, 2)"),
  /** A try that ended is not counted. */
  TRIES_UNCOUNTED("tries = task.tries + b.tried", "tries = task.tries"),
  /** Runs are counted twice. */
  RUNS_COUNTED_TWICE("runs = task_group.runs + b.runs", "runs = task_group.runs + b.runs + b.runs"),
  /** Failed tasks leave no record. */
  FAILURES_UNRECORDED(
      "FROM {b} JOIN task t ON t.id = b.id\nWHERE true",
      "FROM {b} JOIN task t ON t.id = b.id\nWHERE b.status <> 6"),
  /** Skipped moments leave no record. */
  SKIPS_UNRECORDED(
      "occurrences = task_history.occurrences + b.n", "occurrences = task_history.occurrences"),
  /** A group forgets the task that it has planned. */
  NEXT_FORGOTTEN("next_task_id = b.task", "next_task_id = 0"),
  /** The job's change of the data wins over the operator's. */
  DATA_UNGUARDED("AND task_group.data_version = b.seen", ""),
  /** Some transactions are rolled back after their answer. */
  COMMITS_LOST,
  /** Clients start whatever comes as often as it comes. */
  DUPLICATES_STARTED,
  /** The edge sends an Execute to another client too, which takes it. */
  EXECUTE_ASTRAY,
  /** The registry calls a session that missed a beat silent for hours. */
  SILENCE_EXAGGERATED,
  /** What is in doubt is never asked about. */
  DOUBT_UNASKED,
  /** The schedulers' clocks are ahead of time. */
  CLOCK_AHEAD;

  private final String what;
  private final String instead;

  SimBreach() {
    this("", "");
  }

  SimBreach(String what, String instead) {
    this.what = what;
    this.instead = instead;
  }

  /** A statement's text as this breach has it. */
  String text(String statement) {
    return what.isEmpty() ? statement : statement.replace(what, instead);
  }
}
