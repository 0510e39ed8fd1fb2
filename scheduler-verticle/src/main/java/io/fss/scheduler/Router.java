package io.fss.scheduler;

import io.fss.kernel.Clock;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.v1.JobDeclaration;
import io.fss.proto.v1.Policies.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;

/** Picks the client for a task, of the online ones with a free slot, in the way its group wants. */
final class Router {
  private static final long LONGEST_NANOS = Duration.ofSeconds(30).toNanos();
  // Who is busy has a slot again soon: asking in vain costs a message, not asking keeps tasks
  // waiting that could run.
  private static final long LONGEST_BUSY_NANOS = Duration.ofSeconds(1).toNanos();
  // What one transaction may insert.
  private static final int MOST_PARTS = 10_000;
  private static final long BUSY_NANOS = Duration.ofMillis(100).toNanos();

  private final Clients clients;
  private final InFlight inFlight;
  private final Clock clock;
  private final SplittableRandom random;
  // Each scheduler begins somewhere else: what is rarely due would begin with the same client on
  // all.
  private final int start;
  private final Map<Demand, Integer> turns = new HashMap<>();
  private final Uses uses = new Uses();
  private final Map<Asked, Integer> streaks = new HashMap<>();
  private final Map<Asked, Refused> avoided = new HashMap<>();
  private final Map<Asked, Full> full = new HashMap<>();

  /**
   * Makes one.
   *
   * @param seed of what is left to chance
   */
  Router(Clients clients, InFlight inFlight, Clock clock, long seed) {
    this.clients = clients;
    this.inFlight = inFlight;
    this.clock = clock;
    this.random = new SplittableRandom(seed);
    this.start = random.nextInt(1 << 16);
  }

  /** The client that is to get the task, or null when none that is meant has a free slot. */
  ClientInfo pick(Staged task) {
    Demand demand = task.demand();
    List<ClientInfo> online = clients.online(demand);
    if (task.routing().by() == Route.ROUND_ROBIN || task.routing().splits()) {
      // In turn means that not all of them need be looked at.
      return inTurn(demand, online, task.lastClient());
    }
    List<ClientInfo> free = free(demand, online, task.lastClient());
    if (free.isEmpty()) {
      return null;
    }
    return switch (task.routing().by()) {
      case LEAST_LOADED -> least(free, this::load);
      case RANDOM -> free.get(random.nextInt(free.size()));
      case LEAST_RECENTLY_USED -> used(demand, free, uses::last);
      case LEAST_FREQUENTLY_USED -> used(demand, free, uses::times);
      case FIRST -> least(free, ClientInfo::getClient);
      case LAST -> Collections.max(free, Comparator.comparing(ClientInfo::getClient));
      case CONSISTENT_HASH ->
          least(free, client -> -Routing.fit(task.routeKey(), client.getClient()));
      case NEWEST_VERSION -> inTurn(demand, newest(free, demand.job().name()), "");
      default -> throw new IllegalStateException("route " + task.routing().by());
    };
  }

  /** Everybody who is online and meant, by name; be it that he has no free slot. */
  List<ClientInfo> everybody(Demand demand) {
    return clients.online(demand).stream()
        .filter(client -> !isDisowned(client, demand.job()))
        .sorted(Comparator.comparing(ClientInfo::getClient))
        .limit(MOST_PARTS)
        .toList();
  }

  private boolean isDisowned(ClientInfo client, Job job) {
    Refused refused = avoided.get(new Asked(client.getSession(), job));
    return refused != null && !refused.serves() && isAhead(refused.until());
  }

  private boolean isFree(ClientInfo client, Demand demand) {
    return hasRoom(client, demand.job()) && !avoids(client.getSession(), demand.job());
  }

  private ClientInfo inTurn(Demand demand, List<ClientInfo> among, String notFirst) {
    int size = among.size();
    int turn = turns.getOrDefault(demand, start);
    ClientInfo last = null;
    for (int i = 0; i < size; i++) {
      ClientInfo client = among.get(Math.floorMod(turn + i, size));
      if (isFree(client, demand)) {
        if (!notFirst.isEmpty() && notFirst.equals(client.getClient())) {
          last = client;
          continue;
        }
        if (size > 1) {
          turns.put(demand, turn + i + 1);
        }
        return client;
      }
    }
    return last;
  }

  /** Who may take a task; without the client that had it before, unless it is the only one. */
  private List<ClientInfo> free(Demand demand, List<ClientInfo> online, String notFirst) {
    List<ClientInfo> free = new ArrayList<>();
    List<ClientInfo> last = new ArrayList<>(1);
    for (ClientInfo client : online) {
      if (isFree(client, demand)) {
        boolean wanted = notFirst.isEmpty() || !notFirst.equals(client.getClient());
        (wanted ? free : last).add(client);
      }
    }
    return free.isEmpty() ? last : free;
  }

  private ClientInfo used(
      Demand demand, List<ClientInfo> free, ToLongBiFunction<Demand, String> measure) {
    ClientInfo chosen = least(free, client -> measure.applyAsLong(demand, client.getSession()));
    uses.given(demand, chosen.getSession());
    return chosen;
  }

  private static <T extends Comparable<T>> ClientInfo least(
      List<ClientInfo> free, Function<ClientInfo, T> measure) {
    return Collections.min(free, Comparator.comparing(measure));
  }

  private static List<ClientInfo> newest(List<ClientInfo> free, String job) {
    String newest =
        free.stream().map(client -> Versions.of(client, job)).max(Versions.ORDER).orElse("");
    return free.stream()
        .filter(client -> Versions.ORDER.compare(Versions.of(client, job), newest) == 0)
        .toList();
  }

  /** The share of its slots in use, and between equals the load of its process. */
  private double load(ClientInfo client) {
    int running = Math.max(inFlight.running(client.getSession()), client.getRunning());
    double cpu = Math.min(1, Math.max(0, client.getCpuLoad()));
    return (running + cpu / 2) / client.getCapacity();
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
    Asked asked = new Asked(session, job);
    Refused before = avoided.get(asked);
    if (before != null && before.serves() == serves && isAhead(before.until())) {
      // Sent before that pause began. What was refused with it is one refusal: many tasks that come
      // in a moment in which a client can take none would cost it half a minute.
      return;
    }
    int refusals = streaks.merge(asked, 1, Integer::sum);
    avoided.put(asked, new Refused(until(time.toNanos(), refusals, LONGEST_NANOS), serves));
  }

  /** Whether a client that is meant is online, be it busy, that does not deny to have the job. */
  boolean serves(Demand demand) {
    Job job = demand.job();
    if (demand.selector().isEmpty() && avoided.isEmpty()) {
      return clients.anyOnline(job);
    }
    return clients.online(demand).stream().anyMatch(client -> !isDisowned(client, job));
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
      streaks.remove(new Asked(session, job));
    }
    Full one = full.isEmpty() ? null : full.get(new Asked(session, job));
    if (one != null) {
      one.refusals = 0;
    }
  }

  /** Forgets what has passed; called by the sweep. */
  void sweep() {
    avoided.values().removeIf(refused -> !isAhead(refused.until()));
    turns.keySet().removeIf(demand -> !clients.anyOnline(demand.job()));
    uses.retain(clients::isOnline);
    streaks.keySet().removeIf(asked -> !clients.isOnline(asked.session()));
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
