package io.fss.scheduler;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.CancelBatch;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.bus.v1.QuestionBatch;
import io.fss.proto.bus.v1.SessionQuestions;
import io.fss.proto.v1.AttemptAnswer;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.CancelOrder;
import io.fss.proto.v1.CancelReply;
import io.fss.proto.v1.CancelRequest;
import io.fss.proto.v1.Mode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks clients to stop attempts that are STOPPING in the database: directly, and with the reply of
 * their next heartbeat in case that gets lost. How an attempt ends is told by its client's report.
 */
final class Canceller {
  private static final Logger log = LoggerFactory.getLogger(Canceller.class);
  // An order is a few hundred bytes.
  private static final int BATCH = 500;

  private final Bus bus;
  private final Clients clients;
  private final Settler settler;

  Canceller(Bus bus, Clients clients, Settler settler) {
    this.bus = bus;
    this.clients = clients;
    this.settler = settler;
  }

  void send(Collection<Stops.Stop> stops) {
    Map<String, List<CancelOrder>> bySession = new LinkedHashMap<>();
    for (Stops.Stop one : stops) {
      bySession.computeIfAbsent(one.task().session(), session -> new ArrayList<>()).add(order(one));
    }
    bySession.forEach(
        (session, orders) -> {
          for (int from = 0; from < orders.size(); from += BATCH) {
            send(session, orders.subList(from, Math.min(orders.size(), from + BATCH)));
          }
        });
  }

  private CancelOrder order(Stops.Stop stop) {
    return CancelOrder.newBuilder()
        .setAttempt(
            AttemptRef.newBuilder()
                .setTaskId(stop.task().id())
                .setAttempt(stop.task().attempt())
                .setScheduler(bus.node()))
        .setReason(stop.reason())
        .build();
  }

  private void send(String session, List<CancelOrder> orders) {
    bus.publish(
        Channels.REGISTRY_ASK,
        QuestionBatch.newBuilder()
            .addSessions(SessionQuestions.newBuilder().setSession(session).addAllCancels(orders))
            .build());
    ClientInfo client = clients.session(session);
    if (client == null) {
      return;
    }
    CancelBatch batch =
        CancelBatch.newBuilder()
            .setMode(client.getMode())
            .setEndpoint(client.getEndpoint())
            .setRequest(CancelRequest.newBuilder().setSession(session).addAllOrders(orders))
            .build();
    Future<CancelReply> reply =
        client.getMode() == Mode.MODE_STREAM
            ? bus.request(Channels.TASK_CANCEL, client.getEdge(), batch)
            : bus.request(Channels.TASK_CANCEL, batch);
    reply
        .onSuccess(answers -> answered(session, answers))
        .onFailure(
            failure ->
                log.info(
                    "client {} was not reached to stop {} attempts; its heartbeat tells it: {}",
                    client.getClient(),
                    orders.size(),
                    failure.getMessage()));
  }

  private void answered(String session, CancelReply reply) {
    for (AttemptAnswer answer : reply.getAnswersList()) {
      if (answer.getState() == AttemptAnswer.State.NOT_STARTED) {
        AttemptRef ref = answer.getAttempt();
        settler.settle(
            new Change.Released(
                ref.getTaskId(), ref.getAttempt(), session, "it had not been started", 0));
      }
    }
  }
}
