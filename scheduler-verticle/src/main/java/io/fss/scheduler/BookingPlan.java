package io.fss.scheduler;

import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Execution;
import io.fss.proto.v1.Policies;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** What one transaction of the booker does, worked out from the locked rows. Pure. */
final class BookingPlan {
  final List<Booking> bookings = new ArrayList<>();

  /** Tasks whose parts go to clients. */
  final List<Booking> splits = new ArrayList<>();

  final List<Hold> holds = new ArrayList<>();
  final List<Skips.Skip> skips = new ArrayList<>();
  final List<Skips.Missed> missed = new ArrayList<>();
  final List<Endings.Ending> endings = new ArrayList<>();
  final List<Planning.Next> nexts = new ArrayList<>();
  final List<Planning.Rest> rests = new ArrayList<>();

  /** Groups whose end of a task plans the next one, of which an occurrence begins here. */
  final Set<Long> begun = new TreeSet<>();

  final List<Staged> later = new ArrayList<>();

  /** Tasks whose client is to be chosen once more, by what their rows and their group say now. */
  final List<Staged> rerouted = new ArrayList<>();

  final List<Stops.Stop> stops = new ArrayList<>();

  /** Groups whose other tasks shall stop for the one that comes. */
  final Set<Long> cancelOthers = new LinkedHashSet<>();

  /** Namespaces that are paused, as far as tasks of them came along. */
  final Set<String> paused = new HashSet<>();

  private static final String TOO_LARGE =
      "its parameters, once for each shard, are more than can be written at once";

  // A group gets one next task, however many of its tasks end here.
  private final Set<Long> planned = new HashSet<>();
  private final Map<Long, Line> lines;
  private final long graceMs;
  private final long startedAt;
  private final long now;

  /**
   * Makes an empty plan.
   *
   * @param lines of the groups that have more than one task, as they stand
   * @param graceMs how late a moment may be that counts as in time
   * @param startedAt when this scheduler began
   */
  BookingPlan(Map<Long, Line> lines, long graceMs, long startedAt, long now) {
    this.lines = lines;
    this.graceMs = graceMs;
    this.startedAt = startedAt;
    this.now = now;
  }

  /** A task that goes to a client. */
  record Booking(Candidate candidate, TaskRow row, GroupRow group) {
    /** What the client is told. */
    Execution execution(String node, long now) {
      return Execution.newBuilder()
          .setTaskId(row.id())
          .setAttempt(row.attempt())
          .setScheduler(node)
          .setGroup(row.groupName())
          .setJob(row.job().name())
          .setPlannedAtMs(row.plannedAt())
          .setTryNumber(row.tries() + 1)
          .setData(group.data())
          .setDataVersion(group.dataVersion())
          .setParams(row.params())
          .setLeaseMs(row.leaseMs())
          .setTimeoutMs(timeout(now))
          .setShardIndex(isShard() ? OccurrenceKey.index(row.occurrenceKey()) : 0)
          .setShardTotal(isShard() ? row.family().children() : 0)
          .build();
    }

    private boolean isShard() {
      return row.family().isChild() && row.family().children() > 0;
    }

    private long timeout(long now) {
      long run = row.policies().getRunTimeoutMs();
      if (row.finishBy() == 0) {
        return run;
      }
      long left = Math.max(1, row.finishBy() - now);
      return run == 0 ? left : Math.min(run, left);
    }
  }

  /**
   * A task that is held back.
   *
   * @param buffered whether for the end of another one, or else for a client
   * @param checkAt when a bound of it is to be looked at; 0 means that it has none
   */
  record Hold(Staged task, boolean buffered, long checkAt) {}

  long now() {
    return now;
  }

  /** Decides on one task; its row and its group are locked. */
  void add(Candidate candidate, TaskRow row, GroupRow group) {
    Staged task = candidate.task();
    Staged routed = routed(candidate, row, group);
    if (!routed.equals(task)) {
      rerouted.add(routed);
      return;
    }
    long nominal = Math.max(task.plannedAt(), now - group.jitter());
    boolean waited = candidate.waited() || task.excused() != Excuse.NONE;
    Misfire.Verdict misfire = task.isOccurrence() ? misfire(task, group, nominal, waited) : null;
    // Where the group has no other task, nobody stands before this one, and its line was not read.
    Line line =
        group.tasks() > 1
            ? lines.getOrDefault(group.id(), Line.EMPTY).without(row, group)
            : Line.EMPTY;
    Admission.Punctuality time =
        new Admission.Punctuality(
            misfire == null || misfire.runs(),
            misfire != null && makesUp(task, group, misfire, nominal),
            waitsSince(row),
            now);
    Admission admission = Admission.of(candidate, group, line, row, time);
    if (admission instanceof Admission.Later) {
      later.add(task);
    } else if (admission instanceof Admission.Book
        && task.routing().splits()
        && Splits.isTooLarge(row)) {
      endings.add(new Endings.Ending(row, TaskStatus.FAILED, TOO_LARGE));
      follow(task, group, misfire, false, nominal);
    } else if (admission instanceof Admission.Book) {
      (task.routing().splits() ? splits : bookings).add(new Booking(candidate, row, group));
      if (!row.family().isChild()) {
        lines.put(group.id(), line.booked());
      }
      if (isFront(task, group) && group.schedule().follows()) {
        // Counted now, since its end may come when the group is disabled or defined anew.
        begun.add(group.id());
      }
      follow(task, group, misfire, true, nominal);
    } else if (admission instanceof Admission.Park park) {
      holds.add(new Hold(task, false, parkedUntil(row, park)));
      if (group.paused()) {
        paused.add(group.job().namespace());
      }
    } else if (admission instanceof Admission.Buffer buffer) {
      buffer(task, row, group, line, buffer);
      follow(task, group, misfire, true, nominal);
    } else if (admission instanceof Admission.Skip skip) {
      skip(task, row, group, skip.reason());
      follow(task, group, misfire, false, nominal);
    } else if (admission instanceof Admission.End end) {
      endings.add(new Endings.Ending(row, end.status(), end.reason()));
      followEnd(row, group, nominal);
    }
  }

  /** An edit changes whom a task may go to, and a job the data that its key is in. */
  private static Staged routed(Candidate candidate, TaskRow row, GroupRow group) {
    Staged task = candidate.task();
    Routing routing = Routing.of(row.policyText());
    // Without a client no key has been asked for.
    boolean byKey = routing.byKey() && candidate.client() != null;
    long key = byKey ? routing.key(row.params(), group.data(), group.name()) : task.routeKey();
    return routing.equals(task.routing()) && key == task.routeKey()
        ? task
        : task.routed(routing, routing.byKey() ? key : Routing.NO_KEY);
  }

  /** Ends or stops a task because somebody wants it to. */
  void cancel(TaskRow row, GroupRow group, String reason) {
    if (row.isBooked()) {
      stops.add(new Stops.Stop(row, TaskStatus.CANCELLED, reason));
      return;
    }
    Staged task = row.staged();
    long nominal = Math.max(task.plannedAt(), now - group.jitter());
    endings.add(new Endings.Ending(row, TaskStatus.CANCELLED, reason));
    if (task.isOccurrence()) {
      boolean waited = task.excused() != Excuse.NONE;
      follow(task, group, misfire(task, group, nominal, waited), false, nominal);
    } else {
      followEnd(row, group, nominal);
    }
  }

  private Misfire.Verdict misfire(Staged task, GroupRow group, long nominal, boolean waited) {
    return Misfire.decide(
        group.schedule(), group.policies(), graceMs, task.plannedAt(), nominal, waited);
  }

  /** Also the first of those that passed, which was planned before they did. */
  private boolean makesUp(Staged task, GroupRow group, Misfire.Verdict misfire, long nominal) {
    boolean isLate = misfire.catchUp() || nominal - task.plannedAt() > graceMs;
    return task.excused() == Excuse.MAKES_UP
        || (isLate && group.policies().getMisfire() == Policies.Misfire.FIRE_ALL);
  }

  /** While nobody could book it, it did not wait for a client: clients come after the platform. */
  private long waitsSince(TaskRow row) {
    return Math.max(row.dueAt(), startedAt);
  }

  private long parkedUntil(TaskRow row, Admission.Park park) {
    long wait = row.policies().getClientWaitMs();
    if (!park.bounded() || wait == 0) {
      return row.finishBy();
    }
    // A part has not been waiting for its client while that was there, and full.
    long until = (row.family().isChild() ? now : waitsSince(row)) + wait;
    return row.finishBy() == 0 ? until : Math.min(until, row.finishBy());
  }

  private void buffer(
      Staged task, TaskRow row, GroupRow group, Line line, Admission.Buffer buffer) {
    holds.add(new Hold(task, true, row.finishBy()));
    if (buffer.cancelsOthers()) {
      cancelOthers.add(group.id());
      lines.put(group.id(), line.withBuffered(1));
    } else {
      lines.put(group.id(), line.withBuffered(line.buffered() + 1));
    }
  }

  private void skip(Staged task, TaskRow row, GroupRow group, String reason) {
    if (task.isOccurrence()) {
      skips.add(new Skips.Skip(task, group, reason));
    } else {
      // A run by hand was wished for by itself: it keeps a row of its own.
      endings.add(new Endings.Ending(row, TaskStatus.SKIPPED, reason));
      followEnd(row, group, Math.max(task.plannedAt(), now - group.jitter()));
    }
  }

  private static boolean isFront(Staged task, GroupRow group) {
    return task.isOccurrence() && group.nextTaskId() == task.id();
  }

  /** Plans what comes after the occurrence that was planned last. */
  private void follow(
      Staged task, GroupRow group, Misfire.Verdict misfire, boolean begins, long nominal) {
    if (!isFront(task, group) || !group.enabled()) {
      return;
    }
    Schedule schedule = group.schedule();
    if (schedule.follows() && begins) {
      // Its end decides when the next one is due.
      return;
    }
    long begun = group.begun() + (begins ? 1 : 0);
    OptionalLong next = schedule.follows() ? schedule.afterEnd(nominal, 0) : misfire.next();
    missed.add(new Skips.Missed(group, misfire.skipped()));
    if (next.isEmpty() || group.isOver(begun)) {
      rest(group, begun);
      return;
    }
    String key =
        schedule.follows() ? OccurrenceKey.after(task.id()) : OccurrenceKey.at(next.getAsLong());
    plan(new Planning.Next(group, next.getAsLong(), key, begun, misfire.catchUp()));
  }

  private void plan(Planning.Next next) {
    if (planned.add(next.group().id())) {
      nexts.add(next);
    }
  }

  private void rest(GroupRow group, long begun) {
    if (planned.add(group.id())) {
      rests.add(new Planning.Rest(group, begun));
    }
  }

  /** Plans what comes after a task that had begun and ends while it waits to be tried again. */
  private void followEnd(TaskRow task, GroupRow group, long nominal) {
    boolean inLine = group.nextTaskId() == task.id() || group.nextTaskId() == 0;
    Schedule schedule = group.schedule();
    if (task.family().isChild()
        || task.attempt() == 1
        || !inLine
        || !group.enabled()
        || !schedule.follows()) {
      return;
    }
    long begun = group.begun();
    OptionalLong next = group.isOver(begun) ? OptionalLong.empty() : schedule.afterEnd(nominal, 0);
    if (next.isEmpty()) {
      rest(group, begun);
    } else {
      String key = OccurrenceKey.after(task.id());
      plan(new Planning.Next(group, next.getAsLong(), key, begun, false));
    }
  }
}
