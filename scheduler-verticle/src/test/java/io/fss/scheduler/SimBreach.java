package io.fss.scheduler;

/**
 * A part that is made on purpose not to do what it must: for tests that the simulation would see
 * it. Where it breaks statements, fragments of their texts are others.
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
  /**
   * The job's change of the data wins over the operator's: nobody sees of which data it was made,
   * neither who reads the group nor the statement.
   */
  DATA_UNGUARDED(
      "g.data_version, g.skip_row", "0, g.skip_row", "AND task_group.data_version = b.seen", ""),
  /** Whoever adds up the ends does not see that somebody else has. */
  ROLLED_UP_TWICE("round = ? AND done = ?", "round = ? AND ? >= 0"),
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
  private final String second;
  private final String insteadOfSecond;

  SimBreach() {
    this("", "");
  }

  SimBreach(String what, String instead) {
    this(what, instead, "", "");
  }

  SimBreach(String what, String instead, String second, String insteadOfSecond) {
    this.what = what;
    this.instead = instead;
    this.second = second;
    this.insteadOfSecond = insteadOfSecond;
  }

  /** A statement's text as this breach has it. */
  String text(String statement) {
    return replaced(replaced(statement, what, instead), second, insteadOfSecond);
  }

  private static String replaced(String text, String what, String instead) {
    return what.isEmpty() ? text : text.replace(what, instead);
  }
}
