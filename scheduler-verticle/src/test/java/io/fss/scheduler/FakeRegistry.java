package io.fss.scheduler;

import static io.fss.kernel.Await.await;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.bus.v1.ClientView;
import io.fss.proto.bus.v1.ClientsChanged;
import io.fss.proto.bus.v1.QuestionBatch;
import io.fss.proto.bus.v1.SessionQuestions;
import io.fss.proto.bus.v1.Silence;
import io.fss.proto.bus.v1.SilenceReply;
import io.fss.proto.bus.v1.SilenceRequest;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.JobDeclaration;
import io.fss.proto.v1.Mode;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Plays the registry: knows the clients a test invents, and says how silent they are. */
final class FakeRegistry {
  /** How often the scheduler asked for silences. */
  final AtomicInteger silencesAsked = new AtomicInteger();

  /** How often the scheduler fetched the whole view. */
  final AtomicInteger viewsFetched = new AtomicInteger();

  private final Bus bus;
  private final Map<String, ClientInfo> clients = new LinkedHashMap<>();
  private final Map<String, Long> silences = new ConcurrentHashMap<>();
  private final List<SessionQuestions> questions = new CopyOnWriteArrayList<>();
  private Future<Void> viewsHeld = Future.succeededFuture();
  private long version = 1;

  FakeRegistry(Bus bus) {
    this.bus = bus;
    await(bus.serve(Channels.REGISTRY_VIEW, asked -> answerView()).ready());
    await(bus.serve(Channels.REGISTRY_SILENCE, this::silences).ready());
    await(bus.subscribe(Channels.REGISTRY_ASK, this::asked).ready());
  }

  /** A client comes online; answers its session. */
  String online(String client, int capacity, String... jobs) {
    return put(client(client, capacity, jobs).build());
  }

  /** The same, of one that holds what comes ahead of its time. */
  String onlineHolding(String client, int capacity, String... jobs) {
    return put(client(client, capacity, jobs).setHoldsExecutions(true).build());
  }

  private static ClientInfo.Builder client(String client, int capacity, String... jobs) {
    ClientInfo.Builder info =
        ClientInfo.newBuilder()
            .setSession("session-of-" + client)
            .setNamespace("default")
            .setApp("shop")
            .setClient(client)
            .setMode(Mode.MODE_DIRECT)
            .setCapacity(capacity)
            .setOnline(true);
    for (String job : jobs) {
      info.addJobs(JobDeclaration.newBuilder().setName(job));
    }
    return info;
  }

  String put(ClientInfo client) {
    publish(client, true);
    return client.getSession();
  }

  /** A client comes online, and nobody is told: its message was lost. */
  void putUnseen(ClientInfo client) {
    publish(client, false);
  }

  ClientInfo client(String session) {
    synchronized (clients) {
      return clients.get(session);
    }
  }

  /** The client was not heard of for so long; from 10 s on it is offline. */
  void silent(String session, Duration time) {
    silences.put(session, time.toMillis());
    if (time.toSeconds() >= 10 && client(session).getOnline()) {
      put(client(session).toBuilder().setOnline(false).build());
    }
  }

  /** Answers to the view come when the future does; they show what was known when asked. */
  void holdViews(Future<Void> until) {
    synchronized (clients) {
      viewsHeld = until;
    }
  }

  /** Attempts the scheduler asked a session about. */
  List<AttemptRef> questions(String session) {
    return questions.stream()
        .filter(one -> one.getSession().equals(session))
        .flatMap(one -> one.getInDoubtList().stream())
        .toList();
  }

  private void publish(ClientInfo client, boolean tell) {
    ClientsChanged delta;
    synchronized (clients) {
      clients.put(client.getSession(), client);
      delta =
          ClientsChanged.newBuilder()
              .setRegistry("r1")
              .setFromVersion(version)
              .setToVersion(++version)
              .addChanged(client)
              .build();
    }
    if (tell) {
      bus.publish(Channels.REGISTRY_CHANGED, delta);
    }
  }

  private Future<ClientView> answerView() {
    synchronized (clients) {
      viewsFetched.incrementAndGet();
      ClientView view =
          ClientView.newBuilder()
              .setRegistry("r1")
              .setVersion(version)
              .addAllClients(clients.values())
              .build();
      return viewsHeld.map(view);
    }
  }

  private Future<SilenceReply> silences(SilenceRequest request) {
    silencesAsked.incrementAndGet();
    SilenceReply.Builder reply = SilenceReply.newBuilder();
    for (String session : request.getSessionsList()) {
      reply.addSilences(
          Silence.newBuilder().setSession(session).setSilentMs(silences.getOrDefault(session, 0L)));
    }
    return Future.succeededFuture(reply.build());
  }

  private void asked(QuestionBatch batch) {
    questions.addAll(batch.getSessionsList());
  }
}
