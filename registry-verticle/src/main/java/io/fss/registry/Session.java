package io.fss.registry;

import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.bus.v1.ClientRule;
import io.fss.proto.bus.v1.RegisterCommand;
import io.fss.proto.v1.RegisterRequest;
import java.util.Optional;

/**
 * One session that is renewed: what its client declared, what its heartbeats say, and since when
 * its counter stands still.
 */
final class Session {
  private final String id;
  private final long registeredAt;
  private final OpenQuestions questions = new OpenQuestions();
  private ClientName name;
  private RegisterCommand command;
  private ClientInfo declared;
  private Pulse pulse;
  private long lastAt;
  private long since;
  private boolean missing;
  private boolean online = true;
  private Optional<ClientRule> rule = Optional.empty();
  private long shownCounter;
  private long shownSince;

  /** Begins to observe a session, whatever was observed elsewhere before. */
  Session(StoredSession stored, long now) {
    this.id = stored.id();
    this.registeredAt = stored.registeredAt();
    this.pulse = stored.pulse();
    this.since = now;
    declare(stored);
  }

  /** Takes over what the client says of itself. */
  private void declare(StoredSession stored) {
    command = stored.command();
    RegisterRequest request = command.getRequest();
    name = stored.name();
    declared =
        ClientInfo.newBuilder()
            .setSession(id)
            .setNamespace(request.getNamespace())
            .setApp(request.getApp())
            .setClient(request.getClient())
            .setMode(request.getMode())
            .setEndpoint(request.getEndpoint())
            .setEdge(command.getEdge())
            .addAllJobs(request.getJobsList())
            .putAllLabels(request.getLabelsMap())
            .setSdk(request.getSdk())
            .setHoldsExecutions(request.getHoldsExecutions())
            .setRegisteredAtMs(stored.registeredAt())
            .setPeer(command.getPeer())
            .build();
  }

  /**
   * The client registered again. That is no sign of life; only where the store has another counter
   * than was seen, nothing was seen to stand still.
   */
  void resume(StoredSession stored, long now) {
    if (stored.counter() != pulse.counter()) {
      restart(now);
    }
    pulse = stored.pulse().withCapacity(stored.command().getRequest().getCapacity());
    missing = false;
    declare(stored);
  }

  /**
   * A newer counter is stored: the client lives.
   *
   * @return whether something changed that routing must know at once
   */
  boolean beat(Pulse newer, long now, long millis) {
    // A client refuses what carries no heartbeat number when it has run for longer than a lease.
    boolean first = pulse.counter() == 0;
    boolean changed =
        first
            || !online
            || newer.capacity() != pulse.capacity()
            || newer.draining() != pulse.draining();
    online = true;
    missing = false;
    pulse = newer;
    since = now;
    lastAt = millis;
    return changed;
  }

  /** The store has a smaller counter than it had: it is an older copy. */
  void wentBack(Pulse older) {
    pulse = older;
    missing = false;
  }

  /** The store has the session no more; that it is gone is the last that happened to it. */
  void missing(long now) {
    if (!missing) {
      missing = true;
      since = now;
    }
  }

  /** Whatever was seen before counts no more. */
  void restart(long now) {
    since = now;
  }

  /**
   * What operators want of the client.
   *
   * @return whether that is something else than before
   */
  boolean rule(Optional<ClientRule> wanted) {
    boolean changed = !rule.equals(wanted);
    rule = wanted;
    return changed;
  }

  Optional<ClientRule> rule() {
    return rule;
  }

  void offline() {
    online = false;
  }

  /** What the view shows. */
  ClientInfo info() {
    ClientInfo.Builder info =
        declared.toBuilder()
            .setOnline(online)
            .setCapacity(pulse.capacity())
            .setRunning(pulse.running())
            .setCpuLoad(pulse.cpuLoad())
            .setMemoryUsedBytes(pulse.memoryUsedBytes())
            .setDraining(pulse.draining())
            .setLastHeartbeatAtMs(lastAt)
            .setCounter(pulse.counter());
    rule.ifPresent(info::setRule);
    return info.build();
  }

  /** The counter as it is now was shown to everybody. */
  void shown(long now) {
    shownCounter = pulse.counter();
    shownSince = now;
  }

  /** Whether the counter moved since it was shown, and that is this long ago. */
  boolean outdated(long now, long ageNanos) {
    return pulse.counter() != shownCounter && now - shownSince >= ageNanos;
  }

  /**
   * For how long the counter was seen to stand still, in nanoseconds.
   *
   * @param seen up to when the store was read
   */
  long silentNanos(long seen) {
    return Math.max(0, seen - since);
  }

  String id() {
    return id;
  }

  /** As it is stored, with the command stream there is. */
  StoredSession stored() {
    return new StoredSession(id, command, registeredAt, pulse);
  }

  /** Its command stream came or went. A stream is no sign of life. */
  void reach(String edge, String stream) {
    command = command.toBuilder().setEdge(edge).setStream(stream).build();
    declare(stored());
  }

  /**
   * Another registry took this registration.
   *
   * @return whether it is another than before
   */
  boolean redeclare(StoredSession stored) {
    if (stored.command().equals(command)) {
      return false;
    }
    pulse = pulse.withCapacity(stored.command().getRequest().getCapacity());
    declare(stored);
    return true;
  }

  /** Whether somebody who says this of the client has the same registration. */
  boolean isAs(ClientInfo told) {
    return told.getEdge().equals(declared.getEdge())
        && told.getMode() == declared.getMode()
        && told.getEndpoint().equals(declared.getEndpoint())
        && told.getJobsList().equals(declared.getJobsList())
        && told.getLabelsMap().equals(declared.getLabelsMap());
  }

  RegisterCommand command() {
    return command;
  }

  long registeredAt() {
    return registeredAt;
  }

  ClientName name() {
    return name;
  }

  OpenQuestions questions() {
    return questions;
  }

  long counter() {
    return pulse.counter();
  }

  long since() {
    return since;
  }

  boolean online() {
    return online;
  }
}
