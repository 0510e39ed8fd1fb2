package io.fss.client.testing;

/** A task that was begun and whose end the test has not waited for. */
public final class Running {
  private final FakePlatform platform;
  private final Task task;

  Running(FakePlatform platform, Task task) {
    this.platform = platform;
    this.task = task;
  }

  /** Opaque id of the task. */
  public long taskId() {
    return task.id();
  }

  /** Whether its job has been entered; false for a task that waits for a free slot. */
  public boolean isEntered() {
    return task.open() != null || task.last() != null;
  }

  /**
   * Waits for the end of the try that runs, at most 10 s of the machine's time.
   *
   * @throws AssertionError for a job that does not end
   */
  public Ran ended() {
    return platform.end(task);
  }

  /** Asks the job to stop, as an operator does, and waits for its end. */
  public Ran cancel(String reason) {
    return platform.cancel(task, reason);
  }
}
