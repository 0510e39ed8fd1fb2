package io.fss.registry;

import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.bus.v1.RegisterCommand;
import io.fss.proto.v1.HeartbeatRequest;
import io.fss.proto.v1.RegisterRequest;
import java.time.Duration;

/**
 * One session that is renewed: what its client declared, what its heartbeats say, and since when
 * its counter stands still.
 */
final class Session {
  private static final int MOST_ATTEMPTS = 10_000;

  private final String id;
  private final OpenQuestions questions = new OpenQuestions();
  private ClientName name;
  private RegisterCommand command;
  private ClientInfo declared;
  private HeartbeatRequest last = HeartbeatRequest.getDefaultInstance();
  private long lastAt;
  private int capacity;
  private long counter;
  private long since;
  private boolean online = true;
  private long shownCounter;
  private long shownSince;

  /** Begins to observe a session, whatever was observed elsewhere before. */
  Session(StoredSession stored, long now) {
    this.id = stored.id();
    this.counter = stored.counter();
    this.since = now;
    declare(stored);
  }

  /** Takes over what the client says of itself now. A registration is no sign of life. */
  void declare(StoredSession stored) {
    command = stored.command();
    RegisterRequest request = command.getRequest();
    name = ClientName.of(request);
    capacity = request.getCapacity();
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
   * A newer counter is stored: the client lives.
   *
   * @return whether something changed that routing must know at once
   */
  boolean beat(HeartbeatRequest heartbeat, long now, long millis) {
    int wanted = Math.max(0, Math.min(heartbeat.getCapacity(), MOST_ATTEMPTS));
    boolean changed = !online || wanted != capacity;
    online = true;
    capacity = wanted;
    counter = heartbeat.getCounter();
    since = now;
    // Kept without the answers, which may be many.
    last =
        heartbeat.getAnswersCount() == 0 ? heartbeat : heartbeat.toBuilder().clearAnswers().build();
    lastAt = millis;
    return changed;
  }

  void offline() {
    online = false;
  }

  /** What the view shows. */
  ClientInfo info() {
    return declared.toBuilder()
        .setOnline(online)
        .setCapacity(capacity)
        .setRunning(last.getRunning())
        .setCpuLoad(last.getCpuLoad())
        .setMemoryUsedBytes(last.getMemoryUsedBytes())
        .setLastHeartbeatAtMs(lastAt)
        .setCounter(counter)
        .build();
  }

  /** The counter as it is now was shown to everybody. */
  void shown(long now) {
    shownCounter = counter;
    shownSince = now;
  }

  /** Whether the counter moved since it was shown, and that is this long ago. */
  boolean outdated(long now, Duration age) {
    return counter != shownCounter && now - shownSince >= age.toNanos();
  }

  /** For how long the counter was seen to stand still. */
  Duration silence(long now) {
    return Duration.ofNanos(now - since);
  }

  String id() {
    return id;
  }

  /** The registration as it is stored, with the command stream there is. */
  RegisterCommand command() {
    return command;
  }

  long registeredAt() {
    return declared.getRegisteredAtMs();
  }

  ClientName name() {
    return name;
  }

  OpenQuestions questions() {
    return questions;
  }

  long counter() {
    return counter;
  }

  long since() {
    return since;
  }

  boolean online() {
    return online;
  }
}
