package io.fss.dispatcher;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.CancelReply;
import io.fss.proto.v1.CancelRequest;
import io.fss.proto.v1.Command;
import io.fss.proto.v1.CommandAnswer;
import io.fss.proto.v1.CommandsHello;
import io.fss.proto.v1.DeregisterRequest;
import io.fss.proto.v1.ExecuteReply;
import io.fss.proto.v1.ExecuteRequest;
import io.fss.proto.v1.PlatformGrpcClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.GrpcStatus;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A client's command stream: answers by script. */
final class TestStream {
  final List<ExecuteRequest> executed = new CopyOnWriteArrayList<>();
  final List<CancelRequest> cancelled = new CopyOnWriteArrayList<>();
  private final SocketAddress edge;
  private final GrpcClient grpc;
  private final GrpcClientRequest<CommandAnswer, Command> request;
  private final Function<ExecuteRequest, Future<ExecuteReply>> onExecute;
  private final Function<CancelRequest, Future<CancelReply>> onCancel;
  private final Promise<End> end = Promise.promise();
  private final Promise<Void> accepted = Promise.promise();

  /** How a stream ended. */
  record End(GrpcStatus status, String message) {}

  TestStream(
      DispatcherFixture fss,
      String session,
      String token,
      Function<ExecuteRequest, Future<ExecuteReply>> onExecute,
      Function<CancelRequest, Future<CancelReply>> onCancel) {
    this(fss, fss.edge(), session, token, onExecute, onCancel);
  }

  TestStream(
      DispatcherFixture fss,
      SocketAddress edge,
      String session,
      String token,
      Function<ExecuteRequest, Future<ExecuteReply>> onExecute,
      Function<CancelRequest, Future<CancelReply>> onCancel) {
    this.edge = edge;
    this.onExecute = onExecute;
    this.onCancel = onCancel;
    this.grpc =
        GrpcClient.client(
            fss.vertx,
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    this.request = await(grpc.request(edge, PlatformGrpcClient.Commands));
    request.headers().set("authorization", "Bearer " + token);
    request.response().onSuccess(this::open).onFailure(end::tryFail);
    say(
        CommandAnswer.newBuilder()
            .setHello(CommandsHello.newBuilder().setSession(session))
            .build());
  }

  void say(CommandAnswer answer) {
    request.write(answer);
  }

  private void open(GrpcClientResponse<CommandAnswer, Command> response) {
    response.handler(this::obey);
    response.endHandler(over -> end.tryComplete(new End(response.status(), message(response))));
    response.exceptionHandler(end::tryFail);
    if (response.status() == null) {
      accepted.complete();
    }
  }

  /** The client of Vert.x looks for the message in the headers alone. */
  private static String message(GrpcClientResponse<?, ?> response) {
    String trailer = response.trailers().get("grpc-message");
    return trailer == null
        ? response.statusMessage()
        : URLDecoder.decode(trailer.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private void obey(Command command) {
    CommandAnswer.Builder answer = CommandAnswer.newBuilder().setNumber(command.getNumber());
    if (command.hasExecute()) {
      executed.add(command.getExecute());
      onExecute
          .apply(command.getExecute())
          .onSuccess(reply -> say(answer.setExecute(reply).build()));
    } else {
      cancelled.add(command.getCancel());
      onCancel.apply(command.getCancel()).onSuccess(reply -> say(answer.setCancel(reply).build()));
    }
  }

  /** Waits until the platform has accepted the hello. */
  TestStream opened() {
    await(accepted.future());
    return this;
  }

  boolean over() {
    return end.future().isComplete();
  }

  End end() {
    return await(end.future());
  }

  void read(boolean on) {
    await(
        request
            .response()
            .map(
                response -> {
                  if (on) {
                    response.resume();
                  } else {
                    response.pause();
                  }
                  return null;
                }));
  }

  /** Half-closes it in good order. */
  void finish() {
    request.end();
  }

  /** The platform has read what was said until now: it answers a later call on the connection. */
  void proven() {
    Throwable answer =
        failure(
            grpc.request(edge, PlatformGrpcClient.Deregister)
                .compose(call -> call.send(DeregisterRequest.getDefaultInstance()))
                .compose(GrpcClientResponse::end));
    // Without a token: nothing changes by it.
    assertThat(answer).isInstanceOf(InvalidStatusException.class);
  }

  /** The connection breaks. */
  void cut() {
    await(request.connection().close());
  }
}
