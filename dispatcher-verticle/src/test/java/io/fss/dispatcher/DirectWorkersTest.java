package io.fss.dispatcher;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.DispatchBatch;
import io.fss.proto.bus.v1.DispatchReply;
import io.fss.proto.v1.CancelReply;
import io.fss.proto.v1.CancelRequest;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.ExecuteReply;
import io.fss.proto.v1.ExecuteRequest;
import io.fss.proto.v1.Mode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpConnection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DirectWorkersTest extends DispatchContract {
  @Override
  Client client(
      Function<ExecuteRequest, Future<ExecuteReply>> onExecute,
      Function<CancelRequest, Future<CancelReply>> onCancel) {
    TestWorker worker = new TestWorker(fss.vertx, onExecute, onCancel);
    Endpoint endpoint = worker.endpoint(TestWorker.SECRET);
    return new Client(Mode.MODE_DIRECT, endpoint, worker.executed, worker.cancelled, worker::stop);
  }

  private TestWorker worker(Function<ExecuteRequest, Future<ExecuteReply>> script) {
    return new TestWorker(
        fss.vertx, script, cancel -> Future.succeededFuture(CancelReply.getDefaultInstance()));
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
  void a_client_that_refuses_the_secret_has_started_nothing() {
    TestWorker worker = worker(DispatchContract::accept);

    DispatchReply reply = await(dispatch(worker.endpoint("an-older-secret")));

    assertThat(reply.getNotSent()).isTrue();
    assertThat(reply.getMessage()).contains("UNAUTHENTICATED").contains("wrong secret");
    assertThat(worker.executed).isEmpty();
  }

  @Test
  void after_silence_a_client_is_called_over_a_new_connection() {
    TestWorker worker = worker(request -> Promise.<ExecuteReply>promise().future());
    assertThat(failure(dispatch(worker.endpoint(TestWorker.SECRET)))).isNotNull();

    assertThat(failure(dispatch(worker.endpoint(TestWorker.SECRET)))).isNotNull();

    assertThat(worker.connections).hasSize(2);
  }

  @Test
  void a_client_that_dies_in_the_middle_of_a_call_is_away_and_no_fault_of_the_platform() {
    List<TestWorker> dying = new CopyOnWriteArrayList<>();
    TestWorker worker =
        worker(
            request -> {
              dying.get(0).connections.forEach(HttpConnection::close);
              return Promise.<ExecuteReply>promise().future();
            });
    dying.add(worker);

    Throwable failure = failure(dispatch(worker.endpoint(TestWorker.SECRET)));

    assertThat(failure).matches(Refusal::isUnavailable).hasMessageContaining("connection");
    assertThat(worker.executed).hasSize(1);
  }

  @Test
  void calls_share_one_connection() {
    TestWorker worker = worker(DispatchContract::accept);

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
}
