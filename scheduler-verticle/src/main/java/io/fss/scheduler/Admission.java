package io.fss.scheduler;

import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Overlap;

/** What becomes of a task that is due, decided under the lock of its group. Pure. */
sealed interface Admission {

  /** It goes to its client. */
  record Book() implements Admission {}

  /**
   * It waits for a client that can take it.
   *
   * @param bounded whether the wait for a client has an end: not where there are some and all of
   *     them are busy, nor where the namespace is paused
   */
  record Park(boolean bounded) implements Admission {}

  /**
   * It waits for the end of what is live.
   *
   * @param cancelsOthers whether that is asked to stop, and who waited already gives way
   */
  record Buffer(boolean cancelsOthers) implements Admission {}

  /** The moment passes without a task; told with the reason. */
  record Skip(String reason) implements Admission {}

  /** It has been tried, without success, and ends now. */
  record End(TaskStatus status, String reason) implements Admission {}

  /** It is not due yet and not clear: ask again when it is. */
  record Later() implements Admission {}

  /** An edit has taken its place since it was read into memory: the rows know better. */
  record Drop() implements Admission {}

  String DISABLED = "disabled: the group was disabled before it started";
  String PAUSED = "paused: the namespace was paused";
  String OVERLAP = "overlap: an earlier task of the group had not ended";
  String OVERLAP_ONE = "overlap: another occurrence waits for the end of the earlier task already";
  String OVERLAP_FULL = "overlap: as many occurrences of the group wait or run as may";
  String NO_CLIENT = "no client: none could take it in time";
  String EXPIRED = "expired: it had to have ended by now";

  /**
   * Decides.
   *
   * @param candidate the task and the client it shall go to
   * @param line what stands before the task
   * @param onTime whether the misfire policy lets it run
   * @param row the task as stored
   */
  static Admission of(
      Candidate candidate, GroupRow group, Line line, boolean onTime, TaskRow row, long now) {
    Staged task = candidate.task();
    if (task.isOccurrence() && task.id() != group.nextTaskId() && task.excused() == Excuse.NONE) {
      return new Drop();
    }
    Admission due = due(candidate, group, line, onTime, row, now);
    // Booked a little ahead of its time only where nothing speaks against it: what is refused or
    // waits is decided by what is so at its moment.
    return task.dueAt() > now && !(due instanceof Book) ? new Later() : due;
  }

  private static Admission due(
      Candidate candidate, GroupRow group, Line line, boolean onTime, TaskRow row, long now) {
    Staged task = candidate.task();
    if (task.scheduled() && !group.enabled()) {
      return row.tries() > 0 ? new End(TaskStatus.CANCELLED, DISABLED) : new Skip(DISABLED);
    }
    if (row.finishBy() > 0 && now >= row.finishBy()) {
      return tooLate(row, EXPIRED);
    }
    if (group.paused()) {
      return task.isOccurrence() && !group.schedule().restsAfterSkip()
          ? new Skip(PAUSED)
          : new Park(false);
    }
    if (!onTime) {
      return new Skip(MissedReason.MISSED);
    }
    // A task that has begun keeps its place; a run by hand is somebody's explicit wish.
    Admission place = task.isOccurrence() ? place(task, group, line) : new Book();
    return place instanceof Book && candidate.client() == null ? park(candidate, row, now) : place;
  }

  private static Admission park(Candidate candidate, TaskRow row, long now) {
    if (candidate.crowded()) {
      return new Park(false);
    }
    long wait = row.policies().getClientWaitMs();
    return wait > 0 && now - row.dueAt() >= wait ? tooLate(row, NO_CLIENT) : new Park(true);
  }

  private static Admission tooLate(TaskRow row, String reason) {
    return row.tries() > 0 ? new End(TaskStatus.TIMED_OUT, reason) : new Skip(reason);
  }

  private static Admission place(Staged task, GroupRow group, Line line) {
    Policies policies = group.policies();
    boolean free = line.live() == 0 && (line.buffered() == 0 || task.excused() != Excuse.NONE);
    Overlap overlap = policies.getOverlap();
    if (overlap == Overlap.ALLOW_ALL) {
      return line.live() < policies.getOverlapLimit() ? new Book() : new Skip(OVERLAP_FULL);
    }
    if (free) {
      return new Book();
    }
    return switch (overlap) {
      case BUFFER_ONE -> line.buffered() == 0 ? new Buffer(false) : new Skip(OVERLAP_ONE);
      case BUFFER_ALL ->
          line.buffered() < policies.getOverlapLimit() ? new Buffer(false) : new Skip(OVERLAP_FULL);
      case CANCEL_OTHER -> new Buffer(true);
      default -> isWanted(task, group) ? new Buffer(false) : new Skip(OVERLAP);
    };
  }

  /**
   * What makes up for a passed moment, and what would stop the group for good if it were skipped.
   */
  private static boolean isWanted(Staged task, GroupRow group) {
    return task.excused() == Excuse.MAKES_UP || group.schedule().restsAfterSkip();
  }
}
