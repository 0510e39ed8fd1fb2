package io.fss.client;

import static io.fss.proto.v1.ExecuteAnswer.Answer.ACCEPTED;
import static io.fss.proto.v1.ExecuteAnswer.Answer.WRONG_SESSION;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.CancelRequest;
import io.fss.proto.v1.ExecuteReply;
import io.fss.proto.v1.ExecuteRequest;
import io.fss.proto.v1.WorkerGrpcClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

class DirectCommandsTest extends CommandContract {
  private final Promise<Void> registering = Promise.promise();

  /** Sends work to a client that waits for the answer to its registration. */
  private Future<ExecuteReply> executeEarly() {
    platform.registering = registering.future();
    client().job("mail", task -> Future.succeededFuture("done")).start();
    Await.until("registration", () -> platform.registrations.size() == 1);
    ExecuteRequest early =
        ExecuteRequest.newBuilder()
            .setSession(platform.session)
            .addExecutions(execution(1, "mail"))
            .build();
    String secret = platform.registrations.get(0).getEndpoint().getSecret();
    Future<ExecuteReply> reply = call(WorkerGrpcClient.Execute, early, secret);
    // It takes the same connection, and is answered after the other one has come.
    cancel(CancelRequest.getDefaultInstance());
    return reply;
  }

  @Test
  void work_that_is_faster_than_the_answer_to_the_registration_is_taken() {
    Future<ExecuteReply> reply = executeEarly();
    assertThat(reply.isComplete()).isFalse();

    registering.complete();

    assertThat(Await.await(reply).getAnswers(0).getAnswer()).isEqualTo(ACCEPTED);
    Await.until("report", () -> platform.ends(1).size() == 1);
  }

  @Test
  void work_for_a_client_that_is_not_registered_is_refused_after_a_moment() {
    Future<ExecuteReply> reply = executeEarly();

    assertThat(Await.await(reply).getAnswers(0).getAnswer()).isEqualTo(WRONG_SESSION);
    registering.complete();
  }
}
