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
   * @param row the task as stored
   */
  static Admission of(
      Candidate candidate, GroupRow group, Line line, TaskRow row, Punctuality time) {
    Staged task = candidate.task();
    if (task.isOccurrence() && task.id() != group.nextTaskId() && task.excused() == Excuse.NONE) {
      return new Drop();
    }
    Admission due = due(candidate, group, line, row, time);
    // Booked a little ahead of its time only where nothing speaks against it: what is refused or
    // waits is decided by what is so at its moment.
    return task.dueAt() > time.now() && !(due instanceof Book) ? new Later() : due;
  }

  /**
   * How a task stands to time.
   *
   * @param runs whether the misfire policy lets it run
   * @param makesUp whether its moment has passed and each of those is made up for
   * @param waitsSince since when it could have been with a client, UTC milliseconds
   */
  record Punctuality(boolean runs, boolean makesUp, long waitsSince, long now) {}

  private static Admission due(
      Candidate candidate, GroupRow group, Line line, TaskRow row, Punctuality time) {
    Staged task = candidate.task();
    if (task.scheduled() && !group.enabled()) {
      return row.tries() > 0 ? new End(TaskStatus.CANCELLED, DISABLED) : new Skip(DISABLED);
    }
    if (row.finishBy() > 0 && time.now() >= row.finishBy()) {
      return tooLate(row, EXPIRED);
    }
    if (group.paused()) {
      return task.isOccurrence() && !group.schedule().restsAfterSkip()
          ? new Skip(PAUSED)
          : new Park(false);
    }
    if (!time.runs()) {
      return new Skip(MissedReason.MISSED);
    }
    // A task that has begun keeps its place; a run by hand is somebody's explicit wish.
    Admission place = task.isOccurrence() ? place(task, group, line, time.makesUp()) : new Book();
    return place instanceof Book && candidate.client() == null
        ? park(candidate, row, time.now() - time.waitsSince())
        : place;
  }

  private static Admission park(Candidate candidate, TaskRow row, long waited) {
    if (candidate.crowded()) {
      return new Park(false);
    }
    long wait = row.policies().getClientWaitMs();
    // A part that has not missed its client before begins to wait for it now.
    boolean begins = row.family().isChild() && row.excused() == Excuse.NONE;
    return wait > 0 && waited >= wait && !begins ? tooLate(row, NO_CLIENT) : new Park(true);
  }

  private static Admission tooLate(TaskRow row, String reason) {
    return row.tries() > 0 ? new End(TaskStatus.TIMED_OUT, reason) : new Skip(reason);
  }

  private static Admission place(Staged task, GroupRow group, Line line, boolean makesUp) {
    Policies policies = group.policies();
    // Nobody overtakes those in line; who is not the group's next one was in it and was let go.
    boolean isNext = task.id() == group.nextTaskId();
    boolean free = line.live() == 0 && (line.buffered() == 0 || !isNext);
    Overlap overlap = policies.getOverlap();
    if (overlap == Overlap.ALLOW_ALL ? line.live() < room(policies) : free) {
      return new Book();
    }
    if (overlap == Overlap.CANCEL_OTHER) {
      return new Buffer(!makesUp);
    }
    // What makes up for a passed moment, and what would stop the group for good if it were skipped.
    if (makesUp || group.schedule().restsAfterSkip()) {
      return new Buffer(false);
    }
    return switch (overlap) {
      case BUFFER_ONE -> line.buffered() == 0 ? new Buffer(false) : new Skip(OVERLAP_ONE);
      case BUFFER_ALL ->
          line.buffered() < policies.getOverlapLimit() ? new Buffer(false) : new Skip(OVERLAP_FULL);
      case ALLOW_ALL -> new Skip(OVERLAP_FULL);
      default -> new Skip(OVERLAP);
    };
  }

  /** How many occurrences of a group may be live at one time. */
  static int room(Policies policies) {
    return policies.getOverlap() == Overlap.ALLOW_ALL ? policies.getOverlapLimit() : 1;
  }
}
