package io.fss.dispatcher;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.CancelBatch;
import io.fss.proto.bus.v1.DispatchBatch;
import io.fss.proto.bus.v1.DispatchReply;
import io.fss.proto.v1.AttemptAnswer;
import io.fss.proto.v1.CancelOrder;
import io.fss.proto.v1.CancelReply;
import io.fss.proto.v1.CancelRequest;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.ExecuteAnswer;
import io.fss.proto.v1.ExecuteReply;
import io.fss.proto.v1.ExecuteRequest;
import io.fss.proto.v1.Execution;
import io.fss.proto.v1.Mode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DirectWorkersTest {
  private static final ExecuteRequest REQUEST =
      ExecuteRequest.newBuilder()
          .setSession("s1")
          .setHeartbeat(7)
          .addExecutions(Execution.newBuilder().setTaskId(1).setAttempt(1).setData("{\"ä\":1}"))
          .addExecutions(Execution.newBuilder().setTaskId(2).setAttempt(3))
          .build();

  private final DispatcherFixture fss = new DispatcherFixture();

  @AfterEach
  void close() {
    fss.close();
  }

  private TestWorker worker(Function<ExecuteRequest, Future<ExecuteReply>> script) {
    return new TestWorker(
        fss.vertx, script, cancel -> Future.succeededFuture(CancelReply.getDefaultInstance()));
  }

  private static Future<ExecuteReply> accept(ExecuteRequest request) {
    ExecuteReply.Builder reply = ExecuteReply.newBuilder();
    request
        .getExecutionsList()
        .forEach(
            one ->
                reply.addAnswers(
                    ExecuteAnswer.newBuilder()
                        .setTaskId(one.getTaskId())
                        .setAttempt(one.getAttempt())
                        .setAnswer(ExecuteAnswer.Answer.ACCEPTED)));
    return Future.succeededFuture(reply.build());
  }

  private Future<DispatchReply> dispatch(Endpoint endpoint) {
    return fss.bus.request(
        Channels.TASK_DISPATCH,
        DispatchBatch.newBuilder()
            .setMode(Mode.MODE_DIRECT)
            .setEndpoint(endpoint)
            .setRequest(REQUEST)
            .build());
  }

  @Test
  void executions_reach_the_client_and_its_answers_come_back() {
    TestWorker worker = worker(DirectWorkersTest::accept);

    DispatchReply reply = await(dispatch(worker.endpoint(TestWorker.SECRET)));

    assertThat(reply.getNotSent()).isFalse();
    assertThat(reply.getReply()).isEqualTo(await(accept(REQUEST)));
    assertThat(worker.executed).containsExactly(REQUEST);
  }

  @Test
  void a_client_that_refuses_the_secret_has_started_nothing() {
    TestWorker worker = worker(DirectWorkersTest::accept);

    DispatchReply reply = await(dispatch(worker.endpoint("an-older-secret")));

    assertThat(reply.getNotSent()).isTrue();
    assertThat(reply.getMessage()).contains("UNAUTHENTICATED").contains("wrong secret");
    assertThat(worker.executed).isEmpty();
  }

  @Test
  void a_client_that_does_not_listen_has_got_nothing() {
    TestWorker worker = worker(DirectWorkersTest::accept);
    worker.stop();

    DispatchReply reply = await(dispatch(worker.endpoint(TestWorker.SECRET)));

    assertThat(reply.getNotSent()).isTrue();
    assertThat(reply.getMessage()).isNotEmpty();
  }

  @Test
  void a_client_that_took_them_and_says_nothing_leaves_everybody_in_doubt() {
    TestWorker worker = worker(request -> Promise.<ExecuteReply>promise().future());

    Throwable failure = failure(dispatch(worker.endpoint(TestWorker.SECRET)));

    assertThat(failure).isNotNull();
    assertThat(worker.executed).containsExactly(REQUEST);
  }

  @Test
  void after_silence_a_client_is_called_over_a_new_connection() {
    TestWorker worker = worker(request -> Promise.<ExecuteReply>promise().future());
    assertThat(failure(dispatch(worker.endpoint(TestWorker.SECRET)))).isNotNull();

    assertThat(failure(dispatch(worker.endpoint(TestWorker.SECRET)))).isNotNull();

    assertThat(worker.connections).hasSize(2);
  }

  @Test
  void calls_share_one_connection() {
    TestWorker worker = worker(DirectWorkersTest::accept);

    await(dispatch(worker.endpoint(TestWorker.SECRET)));
    await(dispatch(worker.endpoint(TestWorker.SECRET)));

    assertThat(worker.connections).hasSize(1);
  }

  @Test
  void a_client_that_fails_after_it_took_them_leaves_everybody_in_doubt() {
    TestWorker worker = worker(request -> Future.failedFuture("out of memory"));

    Throwable failure = failure(dispatch(worker.endpoint(TestWorker.SECRET)));

    assertThat(failure).hasMessageContaining("INTERNAL").hasMessageContaining("out of memory");
  }

  @Test
  void a_client_that_goes_away_in_the_middle_leaves_everybody_in_doubt() {
    Promise<Void> took = Promise.promise();
    TestWorker worker =
        worker(
            request -> {
              took.complete();
              return Promise.<ExecuteReply>promise().future();
            });
    Future<DispatchReply> reply = dispatch(worker.endpoint(TestWorker.SECRET));
    await(took.future());

    worker.stop();

    assertThat(failure(reply)).isNotNull();
  }

  @Test
  void a_client_that_comes_back_on_its_port_is_reached_again() {
    TestWorker worker = worker(DirectWorkersTest::accept);
    await(dispatch(worker.endpoint(TestWorker.SECRET)));
    worker.stop();
    // What becomes of a call that meets the goodbye is not asked here: it may be lost on the way.
    await(dispatch(worker.endpoint(TestWorker.SECRET)).otherwiseEmpty());

    TestWorker next = worker(DirectWorkersTest::accept);

    assertThat(await(dispatch(next.endpoint(TestWorker.SECRET))).getNotSent()).isFalse();
    assertThat(next.executed).hasSize(1);
  }

  @Test
  void orders_to_cancel_reach_the_client_and_its_answers_come_back() {
    CancelReply answer =
        CancelReply.newBuilder()
            .addAnswers(AttemptAnswer.newBuilder().setState(AttemptAnswer.State.RUNNING))
            .build();
    TestWorker worker =
        new TestWorker(
            fss.vertx, DirectWorkersTest::accept, request -> Future.succeededFuture(answer));
    CancelRequest request =
        CancelRequest.newBuilder()
            .setSession("s1")
            .addOrders(CancelOrder.newBuilder().setReason("asked to"))
            .build();

    CancelReply reply =
        await(
            fss.bus.request(
                Channels.TASK_CANCEL,
                CancelBatch.newBuilder()
                    .setEndpoint(worker.endpoint(TestWorker.SECRET))
                    .setRequest(request)
                    .build()));

    assertThat(reply).isEqualTo(answer);
    assertThat(worker.cancelled).containsExactly(request);
  }
}
