package io.fss.client;

import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.CancelReply;
import io.fss.proto.v1.CancelRequest;
import io.fss.proto.v1.Command;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.ExecuteAnswer;
import io.fss.proto.v1.ExecuteReply;
import io.fss.proto.v1.ExecuteRequest;
import io.fss.proto.v1.Execution;
import io.fss.proto.v1.WorkerGrpcClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.common.ServiceMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A fake platform and clients that register with it. */
abstract class ClientFixture {
  static final String TOKEN = "token-of-the-test";

  final SettableClock clock = new SettableClock();
  final FakePlatform platform = new FakePlatform();
  private final List<FssClient> clients = new ArrayList<>();
  Vertx vertx;
  GrpcClient grpc;
  int port;

  @BeforeEach
  void open_platform() {
    vertx = Vertx.vertx();
    grpc = GrpcClient.client(vertx);
    port = Await.await(platform.listen(vertx, 0));
  }

  @AfterEach
  void close_all() {
    clients.forEach(client -> Await.await(client.close(Duration.ZERO)));
    Await.await(vertx.close());
  }

  ClientOptions options() {
    return new ClientOptions("shop")
        .withName("shop-1")
        .withAddress("127.0.0.1:" + port)
        .withToken(TOKEN)
        .withMode(mode());
  }

  /** The way commands take. */
  Mode mode() {
    return Mode.DIRECT;
  }

  FssClient client(ClientOptions options) {
    FssClient client = new FssClient(options, vertx, clock);
    clients.add(client);
    return client;
  }

  FssClient client() {
    return client(options());
  }

  /** Started, and its first heartbeat has been acknowledged. */
  void start(FssClient client) {
    Await.await(client.start());
    Await.until("first heartbeat", () -> !platform.heartbeats.isEmpty());
  }

  static Execution.Builder execution(long task, String job) {
    return Execution.newBuilder()
        .setTaskId(task)
        .setAttempt(1)
        .setScheduler("scheduler-1")
        .setGroup("group")
        .setJob(job)
        .setTryNumber(1)
        .setPlannedAtMs(1_700_000_000_000L)
        .setLeaseMs(30_000);
  }

  static AttemptRef ref(long task) {
    return AttemptRef.newBuilder()
        .setTaskId(task)
        .setAttempt(1)
        .setScheduler("scheduler-1")
        .build();
  }

  ExecuteRequest.Builder request(Execution.Builder... executions) {
    ExecuteRequest.Builder request = ExecuteRequest.newBuilder().setSession(platform.session);
    request.setHeartbeat(platform.heartbeats.get(platform.heartbeats.size() - 1).getCounter());
    for (Execution.Builder execution : executions) {
      request.addExecutions(execution);
    }
    return request;
  }

  List<ExecuteAnswer.Answer> execute(Execution.Builder... executions) {
    return execute(request(executions));
  }

  List<ExecuteAnswer.Answer> execute(ExecuteRequest.Builder request) {
    ExecuteReply reply =
        mode() == Mode.STREAM
            ? Await.await(platform.commands.send(Command.newBuilder().setExecute(request)))
                .getExecute()
            : Await.await(call(WorkerGrpcClient.Execute, request.build()));
    return reply.getAnswersList().stream().map(ExecuteAnswer::getAnswer).toList();
  }

  CancelReply cancel(CancelRequest request) {
    return mode() == Mode.STREAM
        ? Await.await(platform.commands.send(Command.newBuilder().setCancel(request))).getCancel()
        : Await.await(call(WorkerGrpcClient.Cancel, request));
  }

  private <Q, R> Future<R> call(ServiceMethod<R, Q> method, Q message) {
    return call(method, message, endpoint().getSecret());
  }

  <Q, R> Future<R> call(ServiceMethod<R, Q> method, Q message, String secret) {
    SocketAddress address =
        SocketAddress.inetSocketAddress(endpoint().getPort(), endpoint().getHost());
    return grpc.request(address, method)
        .compose(
            request -> {
              request.headers().set("authorization", "Bearer " + secret);
              return request.send(message);
            })
        .compose(response -> response.last());
  }

  private Endpoint endpoint() {
    return platform.registrations.get(platform.registrations.size() - 1).getEndpoint();
  }
}
