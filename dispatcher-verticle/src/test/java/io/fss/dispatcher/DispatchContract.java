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
import io.fss.proto.v1.ExecuteAnswer.Answer;
import io.fss.proto.v1.ExecuteReply;
import io.fss.proto.v1.ExecuteRequest;
import io.fss.proto.v1.Execution;
import io.fss.proto.v1.Mode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the scheduler may rely on, whichever way commands take to a client. */
abstract class DispatchContract {
  static final String SESSION = "s1";
  static final ExecuteRequest REQUEST =
      ExecuteRequest.newBuilder()
          .setSession(SESSION)
          .setHeartbeat(7)
          .addExecutions(Execution.newBuilder().setTaskId(1).setAttempt(1).setData("{\"ä\":1}"))
          .addExecutions(Execution.newBuilder().setTaskId(2).setAttempt(3))
          .build();

  final DispatcherFixture fss = new DispatcherFixture();

  @AfterEach
  void close() {
    fss.close();
  }

  /**
   * A client that can be reached.
   *
   * @param stop takes it away
   */
  record Client(
      Mode mode,
      Endpoint endpoint,
      List<ExecuteRequest> executed,
      List<CancelRequest> cancelled,
      Runnable stop) {}

  abstract Client client(
      Function<ExecuteRequest, Future<ExecuteReply>> onExecute,
      Function<CancelRequest, Future<CancelReply>> onCancel);

  final Client client(Function<ExecuteRequest, Future<ExecuteReply>> onExecute) {
    return client(onExecute, cancel -> Future.succeededFuture(CancelReply.getDefaultInstance()));
  }

  static Future<ExecuteReply> accept(ExecuteRequest request) {
    return answer(request, Answer.ACCEPTED);
  }

  static Future<ExecuteReply> answer(ExecuteRequest request, Answer answer) {
    ExecuteReply.Builder reply = ExecuteReply.newBuilder();
    request
        .getExecutionsList()
        .forEach(
            one ->
                reply.addAnswers(
                    ExecuteAnswer.newBuilder()
                        .setTaskId(one.getTaskId())
                        .setAttempt(one.getAttempt())
                        .setAnswer(answer)));
    return Future.succeededFuture(reply.build());
  }

  static Future<ExecuteReply> silence() {
    return Promise.<ExecuteReply>promise().future();
  }

  final Future<DispatchReply> dispatch(Client client) {
    return fss.bus.request(
        Channels.TASK_DISPATCH,
        DispatchBatch.newBuilder()
            .setMode(client.mode())
            .setEndpoint(client.endpoint())
            .setRequest(REQUEST)
            .build());
  }

  @Test
  void executions_reach_the_client_and_its_answers_come_back() {
    Client client = client(DispatchContract::accept);

    DispatchReply reply = await(dispatch(client));

    assertThat(reply.getNotSent()).isFalse();
    assertThat(reply.getReply()).isEqualTo(await(accept(REQUEST)));
    assertThat(client.executed()).containsExactly(REQUEST);
  }

  @Test
  void every_answer_of_a_client_comes_back_as_it_is() {
    for (Answer word : Answer.values()) {
      if (word != Answer.UNRECOGNIZED) {
        Client client = client(request -> answer(request, word));

        assertThat(await(dispatch(client)).getReply().getAnswersList())
            .as("%s", word)
            .extracting(ExecuteAnswer::getAnswer)
            .containsExactly(word, word);
      }
    }
  }

  @Test
  void a_client_that_is_not_there_has_got_nothing() {
    Client client = client(DispatchContract::accept);
    client.stop().run();

    DispatchReply reply = await(dispatch(client));

    assertThat(reply.getNotSent()).isTrue();
    assertThat(reply.getMessage()).isNotEmpty();
  }

  @Test
  void a_client_that_took_them_and_says_nothing_leaves_everybody_in_doubt() {
    Client client = client(request -> silence());

    Throwable failure = failure(dispatch(client));

    assertThat(failure).isNotNull();
    assertThat(client.executed()).containsExactly(REQUEST);
  }

  @Test
  void a_client_that_goes_away_in_the_middle_leaves_everybody_in_doubt() {
    Promise<Void> took = Promise.promise();
    Client client =
        client(
            request -> {
              took.complete();
              return silence();
            });
    Future<DispatchReply> reply = dispatch(client);
    await(took.future());

    client.stop().run();

    assertThat(failure(reply)).isNotNull();
  }

  @Test
  void a_client_that_comes_back_is_reached_again() {
    Client first = client(DispatchContract::accept);
    await(dispatch(first));
    first.stop().run();
    // What becomes of a call that meets the goodbye is not asked here: it may be lost on the way.
    await(dispatch(first).otherwiseEmpty());

    Client next = client(DispatchContract::accept);

    assertThat(await(dispatch(next)).getNotSent()).isFalse();
    assertThat(next.executed()).hasSize(1);
  }

  @Test
  void orders_to_cancel_reach_the_client_and_its_answers_come_back() {
    CancelReply answer =
        CancelReply.newBuilder()
            .addAnswers(AttemptAnswer.newBuilder().setState(AttemptAnswer.State.RUNNING))
            .build();
    Client client = client(DispatchContract::accept, request -> Future.succeededFuture(answer));
    CancelRequest request =
        CancelRequest.newBuilder()
            .setSession(SESSION)
            .addOrders(CancelOrder.newBuilder().setReason("asked to"))
            .build();

    CancelReply reply =
        await(
            fss.bus.request(
                Channels.TASK_CANCEL,
                CancelBatch.newBuilder()
                    .setMode(client.mode())
                    .setEndpoint(client.endpoint())
                    .setRequest(request)
                    .build()));

    assertThat(reply).isEqualTo(answer);
    assertThat(client.cancelled()).containsExactly(request);
  }
}
