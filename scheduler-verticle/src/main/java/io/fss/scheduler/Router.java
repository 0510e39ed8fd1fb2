package io.fss.scheduler;

import io.fss.kernel.Clock;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.v1.JobDeclaration;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Picks the client for a task: the online ones with a free slot, in turn. */
final class Router {
  private static final long LONGEST_NANOS = Duration.ofSeconds(30).toNanos();
  // Who is busy has a slot again soon: asking in vain costs a message, not asking keeps tasks
  // waiting that could run.
  private static final long LONGEST_BUSY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long BUSY_NANOS = Duration.ofMillis(100).toNanos();

  private final Clients clients;
  private final InFlight inFlight;
  private final Clock clock;
  private final Map<Job, Integer> turns = new HashMap<>();
  private final Map<String, Integer> streaks = new HashMap<>();
  private final Map<Asked, Refused> avoided = new HashMap<>();
  private final Map<Asked, Full> full = new HashMap<>();

  Router(Clients clients, InFlight inFlight, Clock clock) {
    this.clients = clients;
    this.inFlight = inFlight;
    this.clock = clock;
  }

  /**
   * The next client that may take a task of the job, or null when none has a free slot.
   *
   * @param notFirst name of a client that is taken only where no other one can; empty for none
   */
  ClientInfo pick(Job job, String notFirst) {
    List<ClientInfo> online = clients.online(job);
    int size = online.size();
    int turn = turns.getOrDefault(job, 0);
    ClientInfo last = null;
    for (int i = 0; i < size; i++) {
      ClientInfo client = online.get(Math.floorMod(turn + i, size));
      if (hasRoom(client, job) && !avoids(client.getSession(), job)) {
        if (!notFirst.isEmpty() && notFirst.equals(client.getClient())) {
          last = client;
          continue;
        }
        turns.put(job, turn + i + 1);
        return client;
      }
    }
    return last;
  }

  /**
   * Gives a client that cannot do a job no more of it for a while: twice as long each time, up to
   * half a minute, until it takes a task again.
   */
  void avoid(String session, Job job, Duration time) {
    avoid(session, job, time, true);
  }

  /** As {@link #avoid} for a client that is none of the job's: it does not know it, or leaves. */
  void disown(String session, Job job, Duration time) {
    avoid(session, job, time, false);
  }

  private void avoid(String session, Job job, Duration time, boolean serves) {
    int refusals = streaks.merge(session, 1, Integer::sum);
    avoided.put(
        new Asked(session, job),
        new Refused(until(time.toNanos(), refusals, LONGEST_NANOS), serves));
  }

  /** Whether a client of the job is online, be it busy, that does not deny to be one. */
  boolean serves(Job job) {
    if (avoided.isEmpty()) {
      return clients.anyOnline(job);
    }
    return clients.online(job).stream()
        .map(client -> avoided.get(new Asked(client.getSession(), job)))
        .anyMatch(refused -> refused == null || refused.serves() || !isAhead(refused.until()));
  }

  /**
   * A client had no slot for some attempts, because other schedulers have theirs on it, too: for a
   * short while, up to a second, it gets no more of the job than it has, and as many as end.
   *
   * @param refused how many attempts that still count as running were refused
   */
  void busy(String session, Job job, int refused) {
    Full one = full.computeIfAbsent(new Asked(session, job), key -> new Full());
    one.refusals++;
    one.until = until(BUSY_NANOS, one.refusals, LONGEST_BUSY_NANOS);
    one.running = Math.max(0, inFlight.running(session, job) - refused);
  }

  private long until(long nanos, int refusals, long longest) {
    long growing = Math.min(longest, nanos << Math.min(refusals - 1, 16));
    return clock.nanos() + Math.max(growing, nanos);
  }

  /** The client took a task. */
  void took(String session, Job job) {
    if (!streaks.isEmpty()) {
      streaks.remove(session);
    }
    Full one = full.isEmpty() ? null : full.get(new Asked(session, job));
    if (one != null) {
      one.refusals = 0;
    }
  }

  /** Forgets what has passed; called by the sweep. */
  void sweep() {
    avoided.values().removeIf(refused -> !isAhead(refused.until()));
    turns.keySet().removeIf(job -> !clients.anyOnline(job));
    streaks.keySet().removeIf(session -> !clients.isOnline(session));
    full.keySet().removeIf(asked -> !clients.isOnline(asked.session()));
  }

  private boolean avoids(String session, Job job) {
    if (avoided.isEmpty() && full.isEmpty()) {
      return false;
    }
    Asked asked = new Asked(session, job);
    Full one = full.get(asked);
    Refused refused = avoided.get(asked);
    return (one != null && isAhead(one.until) && inFlight.running(session, job) >= one.running)
        || (refused != null && isAhead(refused.until()));
  }

  private boolean isAhead(long until) {
    return until - clock.nanos() > 0;
  }

  private boolean hasRoom(ClientInfo client, Job job) {
    if (inFlight.running(client.getSession()) >= client.getCapacity()) {
      return false;
    }
    int limit = 0;
    for (JobDeclaration declared : client.getJobsList()) {
      if (declared.getName().equals(job.name())) {
        limit = declared.getCapacity();
      }
    }
    return limit == 0 || inFlight.running(client.getSession(), job) < limit;
  }

  private record Asked(String session, Job job) {}

  /**
   * A refusal that is kept in mind.
   *
   * @param until on the monotonic clock, in nanoseconds
   * @param serves whether the client runs tasks of the job, if not now
   */
  private record Refused(long until, boolean serves) {}

  /** What was learned of a client that was busy. */
  private static final class Full {
    private int refusals;
    private long until;
    private int running;
  }
}
