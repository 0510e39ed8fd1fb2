package io.fss.dispatcher;

import static io.fss.kernel.Await.await;

import com.google.protobuf.Message;
import io.fss.kernel.Bus;
import io.fss.kernel.Channel;
import io.fss.kernel.Refusal;
import io.fss.kernel.SettableClock;
import io.fss.proto.bus.v1.AttachCommand;
import io.fss.proto.bus.v1.AttachReply;
import io.fss.proto.bus.v1.AuthenticateReply;
import io.fss.proto.bus.v1.AuthenticateRequest;
import io.fss.proto.bus.v1.HeartbeatBatchReply;
import io.fss.proto.bus.v1.HeartbeatResult;
import io.fss.proto.v1.HeartbeatReply;
import io.fss.proto.v1.HeartbeatRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A dispatcher on a real bus with a real gRPC client; the other parts are played by tests. */
final class DispatcherFixture implements AutoCloseable {
  static final String TOKEN = "the-token-of-everybody";
  static final String SHOP_TOKEN = "the-token-of-the-shop";
  private static final int MESSAGE_BYTES = 4 * 1_048_576;
  private static final GrpcClientOptions MESSAGES =
      new GrpcClientOptions().setMaxMessageSize(MESSAGE_BYTES);

  final Vertx vertx = Vertx.vertx();
  final Bus bus = new Bus(vertx, "n1");
  final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T03:04:05Z"));

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  /** Token hashes the registry was asked about. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  /** Namespace by token hash; a token that is not in it is not valid. */
  final Map<String, String> tokens = new ConcurrentHashMap<>();

  static final DispatcherOptions OPTIONS =
      new DispatcherOptions(
          "127.0.0.1",
          0,
          MESSAGE_BYTES,
          Duration.ofSeconds(1),
          Duration.ofMillis(500),
          new StreamOptions(100, 2, Duration.ofSeconds(20)),
          new DialBackOptions("0.0.0.0/0, ::/0", "169.254.0.0/16", true),
          new TlsOptions("", "", ""),
          new RateOptions(1_000, 1_000, 100));

  private final DispatcherVerticle verticle;
  private final GrpcClient grpc = GrpcClient.client(vertx, MESSAGES, transport());

  private static HttpClientOptions transport() {
    return new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setHttp2ClearTextUpgrade(false);
  }

  /** How a call ended; the reply is null where it was refused. */
  record Answer<R>(GrpcStatus status, String message, R reply) {}

  DispatcherFixture() {
    this(OPTIONS);
  }

  DispatcherFixture(DispatcherOptions options) {
    verticle = new DispatcherVerticle(bus, clock, options, meters);
    tokens.put(hash(TOKEN), "");
    tokens.put(hash(SHOP_TOKEN), "shop");
    serve(io.fss.kernel.Channels.REGISTRY_AUTHENTICATE, this::authenticate);
    await(vertx.deployVerticle(verticle));
  }

  private Future<AuthenticateReply> authenticate(AuthenticateRequest request) {
    asked.add(request.getTokenHash());
    String namespace = tokens.get(request.getTokenHash());
    AuthenticateReply.Builder reply = AuthenticateReply.newBuilder().setValid(namespace != null);
    return Future.succeededFuture(
        namespace == null ? reply.build() : reply.setNamespace(namespace).build());
  }

  /** Plays a part of the platform. */
  <Q extends Message, R extends Message> void serve(
      Channel<Q, R> channel, Function<Q, Future<R>> handler) {
    await(bus.serve(channel, handler).ready());
  }

  /** Plays the registry for heartbeats, one by one. */
  void heartbeats(Function<HeartbeatRequest, Future<HeartbeatReply>> registry) {
    serve(
        io.fss.kernel.Channels.REGISTRY_HEARTBEAT,
        batch -> {
          List<Future<HeartbeatResult>> results =
              batch.getHeartbeatsList().stream()
                  .map(beat -> registry.apply(beat).transform(DispatcherFixture::result))
                  .toList();
          return Future.all(results)
              .map(all -> HeartbeatBatchReply.newBuilder().addAllResults(all.list()).build());
        });
  }

  private static Future<HeartbeatResult> result(AsyncResult<HeartbeatReply> reply) {
    HeartbeatResult.Builder result = HeartbeatResult.newBuilder();
    if (reply.cause() instanceof Refusal refusal) {
      result.getRefusedBuilder().setCode(refusal.kind().code()).setMessage(refusal.getMessage());
      return Future.succeededFuture(result.build());
    }
    return reply.succeeded()
        ? Future.succeededFuture(result.setReply(reply.result()).build())
        : Future.failedFuture(reply.cause());
  }

  /** Plays a part on another node; answers the requests it gets. */
  <Q extends Message, R extends Message> List<Q> serveAt(
      String node, Channel<Q, R> channel, Function<Q, R> handler) {
    List<Q> seen = new CopyOnWriteArrayList<>();
    var consumer = vertx.eventBus().<Q>consumer(channel.address() + "@" + node);
    consumer.handler(
        message -> {
          seen.add(message.body());
          message.reply(handler.apply(message.body()));
        });
    await(consumer.completion());
    return seen;
  }

  Future<Void> stop() {
    return vertx.undeploy(verticle.deploymentID());
  }

  SocketAddress edge() {
    return SocketAddress.inetSocketAddress(verticle.actualPort(), "127.0.0.1");
  }

  /** Plays the registry for command streams: every session lives, and the last stream counts. */
  List<AttachCommand> attachments() {
    List<AttachCommand> seen = new CopyOnWriteArrayList<>();
    serve(
        io.fss.kernel.Channels.REGISTRY_ATTACH,
        command -> {
          seen.add(command);
          return Future.succeededFuture(AttachReply.getDefaultInstance());
        });
    return seen;
  }

  <Q extends Message, R extends Message> Answer<R> call(ServiceMethod<R, Q> method, Q message) {
    return call(method, message, "Bearer " + TOKEN);
  }

  /** Calls the edge; no metadata is sent where the authorization is null. */
  <Q extends Message, R extends Message> Answer<R> call(
      ServiceMethod<R, Q> method, Q message, String authorization) {
    return await(
        grpc.<Q, R>request(edge(), method)
            .compose(request -> send(request, message, authorization)));
  }

  private static <Q extends Message, R extends Message> Future<Answer<R>> send(
      GrpcClientRequest<Q, R> request, Q message, String authorization) {
    if (authorization != null) {
      request.headers().set("authorization", authorization);
    }
    return request
        .send(message)
        .compose(
            response ->
                response
                    .last()
                    .transform(
                        reply ->
                            Future.succeededFuture(
                                new Answer<>(
                                    response.status(), response.statusMessage(), reply.result()))));
  }

  static String hash(String token) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
