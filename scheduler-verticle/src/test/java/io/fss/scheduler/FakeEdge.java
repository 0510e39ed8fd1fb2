package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.until;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.CancelBatch;
import io.fss.proto.bus.v1.DispatchBatch;
import io.fss.proto.bus.v1.DispatchReply;
import io.fss.proto.v1.AttemptAnswer;
import io.fss.proto.v1.CancelOrder;
import io.fss.proto.v1.CancelReply;
import io.fss.proto.v1.ExecuteAnswer;
import io.fss.proto.v1.ExecuteReply;
import io.fss.proto.v1.Execution;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Plays the dispatcher and the clients behind it: keeps what was sent and answers by script. */
final class FakeEdge {
  private final List<Sent> sent = new CopyOnWriteArrayList<>();
  private final Map<String, Function<DispatchBatch, Future<DispatchReply>>> scripts =
      new ConcurrentHashMap<>();
  private final List<CancelOrder> orders = new CopyOnWriteArrayList<>();
  private final Map<String, AttemptAnswer.State> toOrders = new ConcurrentHashMap<>();

  /** One execution that reached a client. */
  record Sent(String session, Execution execution) {
    long task() {
      return execution.getTaskId();
    }
  }

  FakeEdge(Bus bus) {
    await(bus.serve(Channels.TASK_DISPATCH, this::take).ready());
    await(bus.serve(Channels.TASK_CANCEL, this::cancel).ready());
  }

  private Future<CancelReply> cancel(CancelBatch batch) {
    AttemptAnswer.State state =
        toOrders.getOrDefault(batch.getRequest().getSession(), AttemptAnswer.State.RUNNING);
    CancelReply.Builder reply = CancelReply.newBuilder();
    for (CancelOrder order : batch.getRequest().getOrdersList()) {
      reply.addAnswers(AttemptAnswer.newBuilder().setAttempt(order.getAttempt()).setState(state));
    }
    orders.addAll(batch.getRequest().getOrdersList());
    return state == AttemptAnswer.State.STATE_UNSPECIFIED
        ? Promise.<CancelReply>promise().future()
        : Future.succeededFuture(reply.build());
  }

  /** The client says this of attempts it is asked to stop; UNSPECIFIED: it never answers. */
  void answersToOrders(String session, AttemptAnswer.State state) {
    toOrders.put(session, state);
  }

  /** How often a client was asked to stop this attempt. */
  List<CancelOrder> orders(Sent sent) {
    return orders.stream()
        .filter(one -> one.getAttempt().getTaskId() == sent.task())
        .filter(one -> one.getAttempt().getAttempt() == sent.execution().getAttempt())
        .toList();
  }

  /** Waits until a client is asked to stop this attempt; answers why. */
  String awaitOrder(Sent sent) {
    until("asked to stop " + sent.task(), () -> !orders(sent).isEmpty());
    return orders(sent).get(0).getReason();
  }

  private Future<DispatchReply> take(DispatchBatch batch) {
    String session = batch.getRequest().getSession();
    Future<DispatchReply> reply =
        scripts
            .getOrDefault(session, all -> answer(all, ExecuteAnswer.Answer.ACCEPTED))
            .apply(batch);
    batch.getRequest().getExecutionsList().forEach(one -> sent.add(new Sent(session, one)));
    return reply;
  }

  /** The client answers every execution with this from now on. */
  void answers(String session, ExecuteAnswer.Answer answer) {
    script(session, batch -> answer(batch, answer));
  }

  /** The client takes executions and never answers. */
  void saysNothing(String session) {
    script(session, batch -> Promise.<DispatchReply>promise().future());
  }

  /** The client cannot be connected to. */
  void isUnreachable(String session) {
    script(
        session,
        batch ->
            Future.succeededFuture(
                DispatchReply.newBuilder()
                    .setNotSent(true)
                    .setMessage("connection refused")
                    .build()));
  }

  void script(String session, Function<DispatchBatch, Future<DispatchReply>> script) {
    scripts.put(session, script);
  }

  static Future<DispatchReply> answer(DispatchBatch batch, ExecuteAnswer.Answer answer) {
    ExecuteReply.Builder reply = ExecuteReply.newBuilder();
    for (Execution one : batch.getRequest().getExecutionsList()) {
      reply.addAnswers(
          ExecuteAnswer.newBuilder()
              .setTaskId(one.getTaskId())
              .setAttempt(one.getAttempt())
              .setAnswer(answer));
    }
    return Future.succeededFuture(DispatchReply.newBuilder().setReply(reply).build());
  }

  /** Everything that was sent so far. */
  List<Sent> sent() {
    return List.copyOf(sent);
  }

  /** What was sent of a group so far. */
  List<Sent> of(String group) {
    return sent.stream().filter(one -> one.execution().getGroup().equals(group)).toList();
  }

  /** Waits until so many executions of a group were sent in all; answers them. */
  List<Sent> awaitSent(String group, int count) {
    until(count + " sent of " + group, () -> of(group).size() >= count);
    return of(group);
  }

  /** Waits for the n-th execution of a group, counted from 1. */
  Sent awaitNth(String group, int n) {
    return awaitSent(group, n).get(n - 1);
  }
}
