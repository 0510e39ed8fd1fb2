package io.fss.scheduler;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.AnswerBatch;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.bus.v1.ClientView;
import io.fss.proto.bus.v1.ClientsChanged;
import io.fss.proto.bus.v1.QuestionBatch;
import io.fss.proto.bus.v1.Silence;
import io.fss.proto.bus.v1.SilenceReply;
import io.fss.proto.bus.v1.SilenceRequest;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.CancelOrder;
import io.fss.proto.v1.HeartbeatReply;
import io.fss.proto.v1.HeartbeatRequest;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The registry by its laws: a session is silent for as long as one instance itself saw one counter,
 * and nothing else ends anything. What was stored survives its restarts, what was observed does
 * not.
 */
final class SimRegistry {
  static final String NAME = "registry";
  private static final long OFFLINE_MS = 10_000;
  private static final long MISSED_MS = 3_000;
  private static final long SWEEP_MS = 250;
  private static final long LONGEST_BLINK_MS = 1_000;
  private static final long SHOWN_EVERY_MS = 2_500;
  private static final long FOR_EVER = Long.MAX_VALUE / 2;

  private final SimWorld world;
  private final SimNetwork network;
  private final Map<String, Stored> store = new LinkedHashMap<>();
  private int instance;
  private SimProcess process;
  private Bus bus;

  // What one instance has seen; gone with it.
  private final Map<String, Session> sessions = new LinkedHashMap<>();
  private final Map<String, Long> unknown = new LinkedHashMap<>();
  private final Map<String, Long> gone = new LinkedHashMap<>();
  private String identity = "";
  private long version;
  private long observedMs;
  private long lookedMs;

  SimRegistry(SimWorld world, SimNetwork network) {
    this.world = world;
    this.network = network;
  }

  private static final class Stored {
    private final ClientInfo client;
    private long counter;

    private Stored(ClientInfo client) {
      this.client = client;
    }
  }

  private static final class Session {
    private final Stored stored;
    private final Map<SimAttemptKey, AttemptRef> questions = new LinkedHashMap<>();
    private final Map<SimAttemptKey, CancelOrder> cancels = new LinkedHashMap<>();
    private final List<SimAttemptKey> told = new ArrayList<>();
    private long since;
    private long shownMs;
    private long shownCounter;
    private boolean online = true;

    private Session(Stored stored, long now) {
      this.stored = stored;
      this.since = now;
    }

    private ClientInfo info() {
      return stored.client.toBuilder().setOnline(online).setCounter(stored.counter).build();
    }
  }

  SimProcess process() {
    return process;
  }

  void start() {
    process = new SimProcess(world, NAME, 0);
    identity = "r" + instance++;
    world.trace(() -> "registry starts as " + identity);
    version = 1;
    observedMs = 0;
    lookedMs = world.nanos() / SimWorld.MS;
    sessions.clear();
    unknown.clear();
    gone.clear();
    store.forEach((id, stored) -> sessions.put(id, new Session(stored, observed())));
    bus = new Bus(new SimVertx(process, network).vertx(), NAME);
    bus.serve(Channels.REGISTRY_VIEW, asked -> Future.succeededFuture(view()));
    bus.serve(Channels.REGISTRY_SILENCE, this::silences);
    bus.subscribe(Channels.REGISTRY_ASK, this::ask);
    process.afterMs(SWEEP_MS, this::sweep);
  }

  /** Ends at once; what it stored may be lost with it. */
  void crash(boolean withStore) {
    if (process.isDead()) {
      return;
    }
    SimProcess dead = process;
    dead.kill();
    if (withStore) {
      world.trace(() -> "the sessions are lost");
      store.clear();
    }
    network.forget(dead);
  }

  private long observed() {
    long now = world.nanos() / SimWorld.MS;
    observedMs += Math.min(now - lookedMs, LONGEST_BLINK_MS);
    lookedMs = now;
    return observedMs;
  }

  // ---- clients

  /** A client process opens or resumes its session. */
  Future<String> register(ClientInfo client) {
    String id = client.getSession();
    if (sessions.containsKey(id)) {
      publish(List.of(sessions.get(id)), List.of());
      return Future.succeededFuture(id);
    }
    List<String> removed = new ArrayList<>();
    sessions.values().stream()
        .filter(one -> one.stored.client.getClient().equals(client.getClient()))
        .map(one -> one.stored.client.getSession())
        .toList()
        .forEach(
            old -> {
              unknown.put(old, sessions.remove(old).since);
              store.remove(old);
              removed.add(old);
            });
    Stored stored = new Stored(client);
    store.put(id, stored);
    unknown.remove(id);
    gone.remove(id);
    Session session = new Session(stored, observed());
    sessions.put(id, session);
    publish(List.of(session), removed);
    return Future.succeededFuture(id);
  }

  Future<HeartbeatReply> beat(HeartbeatRequest request) {
    Session session = sessions.get(request.getSession());
    if (session == null) {
      return Future.failedFuture(Refusal.notFound("session is not known"));
    }
    if (request.getCounter() > session.stored.counter) {
      boolean show = !session.online || session.stored.counter == 0;
      session.stored.counter = request.getCounter();
      session.since = observed();
      session.online = true;
      session.told.forEach(session.cancels::remove);
      session.told.clear();
      if (show) {
        publish(List.of(session), List.of());
      }
    }
    if (request.getAnswersCount() > 0) {
      forward(session, request);
    }
    session.told.addAll(session.cancels.keySet());
    return Future.succeededFuture(
        HeartbeatReply.newBuilder()
            .setCounter(session.stored.counter)
            .addAllQuestions(session.questions.values())
            .addAllCancels(session.cancels.values())
            .build());
  }

  private void forward(Session session, HeartbeatRequest said) {
    AnswerBatch batch =
        AnswerBatch.newBuilder()
            .setSession(said.getSession())
            .addAllAnswers(said.getAnswersList())
            .build();
    bus.request(Channels.TASK_ANSWER, batch)
        .onSuccess(
            done ->
                said.getAnswersList()
                    .forEach(one -> session.questions.remove(SimAttemptKey.of(one.getAttempt()))));
  }

  Future<Void> goodbye(String id) {
    unknown.remove(id);
    store.remove(id);
    gone.put(id, observed());
    if (sessions.remove(id) != null) {
      publish(List.of(), List.of(id));
    }
    return Future.succeededFuture();
  }

  // ---- schedulers

  private ClientView view() {
    ClientView.Builder view = ClientView.newBuilder().setRegistry(identity).setVersion(version);
    sessions.values().forEach(one -> view.addClients(one.info()));
    return view.build();
  }

  private void ask(QuestionBatch batch) {
    batch
        .getSessionsList()
        .forEach(
            more -> {
              Session session = sessions.get(more.getSession());
              if (session != null && world.breach != SimBreach.DOUBT_UNASKED) {
                more.getInDoubtList()
                    .forEach(ref -> session.questions.putIfAbsent(SimAttemptKey.of(ref), ref));
                more.getCancelsList()
                    .forEach(
                        order ->
                            session.cancels.putIfAbsent(
                                SimAttemptKey.of(order.getAttempt()), order));
              }
            });
  }

  private Future<SilenceReply> silences(SilenceRequest request) {
    long now = observed();
    SilenceReply.Builder reply = SilenceReply.newBuilder();
    for (String id : request.getSessionsList()) {
      Session session = sessions.get(id);
      long silent =
          session != null
              ? now - session.since
              : gone.containsKey(id) ? FOR_EVER : now - unknown.computeIfAbsent(id, unseen -> now);
      if (world.breach == SimBreach.SILENCE_EXAGGERATED && session != null && !session.online) {
        silent = FOR_EVER;
      }
      reply.addSilences(Silence.newBuilder().setSession(id).setSilentMs(silent));
    }
    return Future.succeededFuture(reply.build());
  }

  private long offlineMs() {
    return world.breach == SimBreach.SILENCE_EXAGGERATED ? MISSED_MS : OFFLINE_MS;
  }

  private void sweep() {
    long now = observed();
    List<Session> changed = new ArrayList<>();
    for (Session session : sessions.values()) {
      if (session.online && now - session.since >= offlineMs()) {
        session.online = false;
        changed.add(session);
      } else if (session.stored.counter != session.shownCounter
          && now - session.shownMs >= SHOWN_EVERY_MS) {
        changed.add(session);
      }
    }
    publish(changed, List.of());
    process.afterMs(SWEEP_MS, this::sweep);
  }

  private void publish(List<Session> changed, List<String> removed) {
    if (changed.isEmpty() && removed.isEmpty()) {
      return;
    }
    ClientsChanged.Builder delta =
        ClientsChanged.newBuilder()
            .setRegistry(identity)
            .setFromVersion(version)
            .setToVersion(++version)
            .addAllRemoved(removed);
    for (Session session : changed) {
      session.shownMs = observed();
      session.shownCounter = session.stored.counter;
      delta.addChanged(session.info());
    }
    bus.publish(Channels.REGISTRY_CHANGED, delta.build());
  }
}
