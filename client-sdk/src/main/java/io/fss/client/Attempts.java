package io.fss.client;

import io.fss.proto.v1.AttemptAnswer;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.CancelOrder;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The running attempts of this process and what it knows about all others. */
final class Attempts {
  private final Memory memory;
  private final Pulse pulse;
  private final ConcurrentMap<AttemptKey, Attempt> running = new ConcurrentHashMap<>();
  private final Set<Attempt> limited = ConcurrentHashMap.newKeySet();

  Attempts(Memory memory, Pulse pulse) {
    this.memory = memory;
    this.pulse = pulse;
  }

  /** Accepts an attempt unless it is known; answers what is known, or null when it is accepted. */
  Memory.Mark accept(Attempt attempt) {
    // It stands in `running` before it is marked, so that whoever reads ACCEPTED also finds it.
    if (running.putIfAbsent(attempt.key(), attempt) != null) {
      return Memory.Mark.ACCEPTED;
    }
    Memory.Mark known = memory.mark(attempt.key(), Memory.Mark.ACCEPTED);
    if (known != null) {
      running.remove(attempt.key(), attempt);
      return known;
    }
    if (attempt.limited()) {
      limited.add(attempt);
    }
    attempt.entry().running().incrementAndGet();
    return null;
  }

  /** Refuses an attempt unless it is known; answers what is known, or null when it is refused. */
  Memory.Mark refuse(AttemptKey key, long leaseMs) {
    Memory.Mark known = memory.mark(key, Memory.Mark.REFUSED);
    if (known == null) {
      memory.retire(key, pulse.sent(), leaseMs);
    }
    return known;
  }

  /** The job has returned and its completion is on the way: the slot is free. */
  void ended(Attempt attempt) {
    limited.remove(attempt);
    attempt.entry().running().decrementAndGet();
    running.remove(attempt.key(), attempt);
  }

  /** The ends of these were acknowledged. */
  void acknowledged(List<Attempt> ended) {
    for (Attempt attempt : ended) {
      memory.retire(attempt.key(), attempt.heartbeat(), attempt.leaseMs());
    }
  }

  int running() {
    return running.size();
  }

  /** Those that run whose job has not been entered. */
  int waiting() {
    return (int) running.values().stream().filter(one -> one.startedMillis() == 0).count();
  }

  /** The running attempt of that key, or null. */
  Attempt find(AttemptKey key) {
    return running.get(key);
  }

  /** Answers a question of the platform; an unknown attempt never starts from now on. */
  AttemptAnswer answer(AttemptRef ref) {
    return AttemptAnswer.newBuilder().setAttempt(ref).setState(state(AttemptKey.of(ref))).build();
  }

  private AttemptAnswer.State state(AttemptKey key) {
    Memory.Mark known = memory.mark(key, Memory.Mark.TOMBSTONE);
    if (known == null) {
      memory.retire(key, pulse.sent(), 0);
    }
    if (known != Memory.Mark.ACCEPTED) {
      return AttemptAnswer.State.NOT_STARTED;
    }
    return running.containsKey(key) ? AttemptAnswer.State.RUNNING : AttemptAnswer.State.ENDED;
  }

  /** Asks a running attempt to stop; an unknown one never starts from now on. */
  AttemptAnswer cancel(CancelOrder order) {
    AttemptAnswer answer = answer(order.getAttempt());
    Attempt attempt = running.get(AttemptKey.of(order.getAttempt()));
    if (attempt != null) {
      attempt.order(order.getReason().isEmpty() ? "asked by the platform" : order.getReason());
    }
    return answer;
  }

  void cancelAll(String reason) {
    running.values().forEach(attempt -> attempt.cancel(reason));
  }

  /** Stops what ran too long and what the client can no longer prove (law 8). */
  void sweep() {
    for (Attempt attempt : limited) {
      if (attempt.overdue()) {
        attempt.timeOut();
      }
    }
    fence();
    memory.sweep();
  }

  /** Stops what the client can no longer prove; called before every renewal of the proof, too. */
  void fence() {
    long silence = pulse.silenceMs();
    for (Attempt attempt : running.values()) {
      if (Attempt.fenced(attempt.leaseMs(), silence)) {
        attempt.cancel(Attempt.FENCED);
      }
    }
  }

  /** True when the client can no longer prove that this attempt is its own. */
  boolean fenced(Attempt attempt) {
    return Attempt.fenced(attempt.leaseMs(), pulse.silenceMs());
  }
}
