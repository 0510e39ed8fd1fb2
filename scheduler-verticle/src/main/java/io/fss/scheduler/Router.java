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

  private final Clients clients;
  private final InFlight inFlight;
  private final Clock clock;
  private final Map<Job, Integer> turns = new HashMap<>();
  private final Map<String, Integer> streaks = new HashMap<>();
  private final Map<Avoided, Long> avoided = new HashMap<>();

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
   * Gives a client that refused a job no more of it for a while: twice as long each time, until it
   * takes a task again.
   */
  void avoid(String session, Job job, Duration time) {
    int refusals = streaks.merge(session, 1, Integer::sum);
    long nanos = Math.min(LONGEST_NANOS, time.toNanos() << Math.min(refusals - 1, 16));
    avoided.put(new Avoided(session, job), clock.nanos() + Math.max(nanos, time.toNanos()));
  }

  /** The client took a task. */
  void took(String session) {
    if (!streaks.isEmpty()) {
      streaks.remove(session);
    }
  }

  /** Forgets what has passed; called by the sweep. */
  void sweep() {
    long now = clock.nanos();
    avoided.values().removeIf(until -> until - now <= 0);
    turns.keySet().removeIf(job -> !clients.anyOnline(job));
    streaks.keySet().removeIf(session -> !clients.isOnline(session));
  }

  private boolean avoids(String session, Job job) {
    if (avoided.isEmpty()) {
      return false;
    }
    Long until = avoided.get(new Avoided(session, job));
    return until != null && until - clock.nanos() > 0;
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

  private record Avoided(String session, Job job) {}
}
